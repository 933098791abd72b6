INSERT INTO publiee_territoire_suivante
SELECT semaine, code_academie, code_departement, degre, secteur, sum(h.visites) AS n, sum(h.visites * h.duree_moyenne) AS s,
    cityHash64(semaine, code_academie, code_departement, degre, secteur, n, s)
FROM (SELECT semaine, uai, visites, duree_moyenne FROM semaine_publiee FINAL PREWHERE dimension = 'total') AS h
INNER JOIN ecole_placee_suivante USING (uai)
GROUP BY semaine, code_academie, code_departement, degre, secteur
