-- Sums over the schools of each département, degree and sector, by today's directory.
INSERT INTO territoire_suivant
SELECT {genre:String}, {debut:Date}, code_academie, code_departement, degre, secteur, projet, dimension, code,
    sum(p.visites), sum(p.duree), count()
FROM (SELECT * FROM periode WHERE genre = {genre:String} AND debut = {debut:Date}) AS p
LEFT JOIN (SELECT uai, code_academie, code_departement, degre, secteur FROM lieu) AS lieu USING (uai)
GROUP BY code_academie, code_departement, degre, secteur, projet, dimension, code
