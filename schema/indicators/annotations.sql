-- Annotations de la période qui concernent le périmètre : celles de son territoire, d'un territoire qui le contient, ou de partout.
CREATE OR REPLACE VIEW annotations AS
SELECT id, du, au, titre, texte, genre, niveau, territoire, projet, if(p.appele = '', projet, p.appele) AS nom_projet, n.nom AS lieu
FROM annotation FINAL
-- The annotated places that hold a school of the scope.
LEFT JOIN
(
    SELECT t.1 AS de, t.2 AS code, any(t.3) AS nom
    FROM
    (
        SELECT arrayJoin([
            ('academie', toString(code_academie), toString(academie)),
            ('departement', toString(code_departement), toString(departement)),
            ('circonscription', cle_circonscription, circonscription),
            ('commune', toString(code_commune), commune),
            ('etablissement', uai, nom)]) AS t
        FROM ecoles_portee(@portee)
    )
    WHERE (t.1, t.2) IN (SELECT toString(niveau), territoire FROM annotation)
    GROUP BY de, code
) AS n ON n.de = toString(annotation.niveau) AND n.code = annotation.territoire
LEFT JOIN (SELECT projet AS de_projet, nom AS appele FROM nom_projet) AS p ON p.de_projet = annotation.projet
WHERE supprime = 0 AND du <= {au:Date} AND (au IS NULL AND du >= {du:Date} - 400 OR au >= {du:Date})
  AND (niveau = '' OR n.code != '')
  AND ({projet:String} = '' OR projet = '' OR projet = {projet:String})
