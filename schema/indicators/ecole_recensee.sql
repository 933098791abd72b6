-- The schools of the scope, with what they are counted by. effectif: NULL unknown. declarations: (projet, from when), of each projet
-- that declares it.
CREATE OR REPLACE VIEW ecole_recensee AS
SELECT l.uai AS uai, l.code_academie AS code_academie, l.academie AS academie, l.code_departement AS code_departement,
    l.departement AS departement, l.degre AS degre, l.secteur AS secteur,
    l.publique AS publique, h.effectif AS effectif, i.declarations AS declarations
FROM ecoles_portee(@portee) AS l
-- Of one school, that one alone is looked for.
LEFT JOIN (SELECT uai, effectif FROM eleves WHERE ({uai:String} = '' OR uai = {uai:String})) AS h ON h.uai = l.uai
LEFT JOIN (SELECT uai, declarations FROM declaration WHERE ({uai:String} = '' OR uai = {uai:String})) AS i ON i.uai = l.uai
