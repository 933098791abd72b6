-- Sums over the schools of each département, degree and sector, by today's directory.
INSERT INTO territoire_suivant
SELECT {genre:String}, {debut:Date}, code_academie, code_departement, degre, secteur, projet, dimension, code, n, ms, ecoles
FROM
(
    SELECT code_academie, code_departement, degre, secteur, projet, dimension, any(codes) AS codes,
        sumForEach(g.visites_par_code) AS visites, sumForEach(g.durees_par_code) AS durees, sumForEach(arrayMap(n -> n > 0, g.visites_par_code)) AS vues
    FROM (SELECT * FROM groupe WHERE genre = {genre:String} AND debut = {debut:Date}) AS g
    LEFT JOIN (SELECT uai, code_academie, code_departement, degre, secteur FROM lieu) AS lieu USING (uai)
    GROUP BY code_academie, code_departement, degre, secteur, projet, dimension
)
ARRAY JOIN codes AS code, visites AS n, durees AS ms, vues AS ecoles
WHERE n > 0
