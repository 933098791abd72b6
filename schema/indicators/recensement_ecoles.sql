-- `recensement` as it is to be, of the schools of the scope.
CREATE OR REPLACE VIEW recensement_ecoles AS
SELECT d.1 AS projet, code_academie, code_departement, degre, secteur, d.2 AS depuis, any(x.academie) AS academie, any(x.departement) AS departement,
    count() AS ecoles, countIf(publique) AS publiques, sum(ifNull(x.effectif, 0)) AS effectif, countIf(x.effectif IS NULL) AS sans_effectif
FROM ecole_recensee(@portee) AS x
ARRAY JOIN arrayConcat([('', arrayMin(arrayPushBack(declarations.2, toDate32('2299-12-31'))))], declarations) AS d
GROUP BY projet, code_academie, code_departement, degre, secteur, depuis
