-- The schools of the scope, with what they are counted by. publique: an open public school of one of the two degrees. effectif: NULL
-- unknown. declarations: (projet, from when), of each projet that declares it.
CREATE OR REPLACE VIEW ecole_recensee AS
SELECT l.uai AS uai, l.code_academie AS code_academie, l.academie AS academie, l.code_departement AS code_departement,
    l.departement AS departement, l.degre AS degre, l.secteur AS secteur,
    l.ouvert AND l.secteur = 'PU' AND l.degre IN (1, 2) AS publique, h.effectif AS effectif, i.declarations AS declarations
FROM ecoles_portee(@portee) AS l
-- Of one school, that one alone is looked for.
LEFT JOIN (SELECT uai, effectif FROM eleves WHERE ({uai:String} = '' OR uai = {uai:String})) AS h ON h.uai = l.uai
LEFT JOIN
(
    SELECT uai, arraySort(groupArray((toString(projet), depuis))) AS declarations
    FROM inscription
    WHERE ({uai:String} = '' OR uai = {uai:String})
    GROUP BY uai
) AS i ON i.uai = l.uai
