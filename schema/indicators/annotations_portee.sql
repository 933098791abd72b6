-- Annotations of the period that concern the scope: those of its territory, of one that holds it, or of everywhere. lieu: the name of
-- the place.
CREATE OR REPLACE VIEW annotations_portee AS
SELECT id, du, au, titre, texte, genre, niveau, territoire, projet, n.nom AS lieu
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
        -- Few of them are near one; the others are left out before their places are written.
        WHERE code_academie IN (SELECT territoire FROM annotation) OR code_departement IN (SELECT territoire FROM annotation)
           OR cle_circonscription IN (SELECT territoire FROM annotation) OR code_commune IN (SELECT territoire FROM annotation)
           OR uai IN (SELECT territoire FROM annotation)
    )
    WHERE (t.1, t.2) IN (SELECT toString(niveau), territoire FROM annotation)
    GROUP BY de, code
) AS n ON n.de = toString(annotation.niveau) AND n.code = annotation.territoire
WHERE supprime = 0 AND du <= {au:Date} AND (au IS NULL AND du >= {du:Date} - 400 OR au >= {du:Date})
  AND (niveau = '' OR n.code != '')
  AND ({projet:String} = '' OR projet = '' OR projet = {projet:String})
