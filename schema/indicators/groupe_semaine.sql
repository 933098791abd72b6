-- Weekly figures of a school, its projets together: what the open-data files publish.
-- duree_moyenne: seconds, the mean per visit rounded to the nearest, halves up.
CREATE OR REPLACE VIEW groupe_semaine AS
SELECT
    debut AS semaine, uai, dimension, code,
    sum(s.visites) AS visites,
    sum(s.utilisateurs) AS utilisateurs,
    intDiv(2 * sum(s.duree) + 1000 * sum(s.visites), 2000 * sum(s.visites)) AS duree_moyenne
FROM periode AS s
WHERE genre = 'semaine'
GROUP BY semaine, uai, dimension, code
