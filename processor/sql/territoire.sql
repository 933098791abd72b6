-- Sums over the schools of each département, degree and sector.
INSERT INTO territoire_suivant
SELECT genre, debut, code_academie, code_departement, degre, secteur, projet, dimension, code, n, ms, ecoles
FROM
(
    SELECT genre, debut, code_academie, code_departement, degre, secteur, projet, dimension, any(codes) AS codes,
        sumForEach(visites_par_code) AS visites, sumForEach(durees_par_code) AS durees,
        sumForEach(arrayMap(n -> n > 0, visites_par_code)) AS vues
    FROM groupe INNER JOIN ecole_placee_suivante USING (uai)
    WHERE @periodes
    GROUP BY genre, debut, code_academie, code_departement, degre, secteur, projet, dimension
)
ARRAY JOIN codes AS code, visites AS n, durees AS ms, vues AS ecoles
WHERE n > 0
