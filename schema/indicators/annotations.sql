-- Annotations de la période qui concernent le périmètre : celles de son territoire, d'un territoire qui le contient, ou de partout.
CREATE OR REPLACE VIEW annotations AS
WITH
    (SELECT arrayDistinct(arrayFlatten(groupArray(arrayConcat(arrayMap(t -> (t.1, t.2), l.ici), [('etablissement', l.uai)]))))
     FROM lieu AS l WHERE l.uai IN (SELECT uai FROM ecoles_portee(@portee))) AS lieux
SELECT id, du, au, titre, texte, genre, niveau, territoire, projet, n.nom AS lieu
FROM annotation FINAL
LEFT JOIN
(
    SELECT t.1 AS de, t.2 AS code, any(t.3) AS nom
    FROM
    (
        SELECT arrayJoin([('academie', toString(code_academie), toString(academie)), ('departement', toString(code_departement), toString(departement)),
            ('commune', toString(code_commune), commune), ('etablissement', uai, nom)]) AS t
        FROM etablissement
    )
    WHERE (t.1, t.2) IN (SELECT toString(niveau), territoire FROM annotation)
    GROUP BY de, code
) AS n ON n.de = toString(annotation.niveau) AND n.code = annotation.territoire
WHERE supprime = 0 AND du <= {au:Date} AND (au IS NULL AND du >= {du:Date} - 400 OR au >= {du:Date})
  AND (niveau = '' OR has(lieux, (toString(niveau), territoire)))
  AND ({projet:String} = '' OR projet = '' OR projet = {projet:String})
