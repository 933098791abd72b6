-- Figures of each school in a week, its projets together, a row a dimension: what the open-data files publish. Each code has its
-- place in the arrays. durees_moyennes: seconds, the mean per visit rounded to the nearest, halves up.
CREATE OR REPLACE VIEW groupe_semaine AS
SELECT
    uai, dimension, any(g.codes) AS codes,
    sumForEach(g.visites_par_code) AS visites,
    sumForEach(g.utilisateurs_par_code) AS utilisateurs,
    arrayMap((ms, n) -> if(n = 0, 0, intDiv(2 * ms + 1000 * n, 2000 * n)), sumForEach(g.durees_par_code), visites) AS durees_moyennes
FROM groupe AS g
WHERE genre = 'semaine' AND debut = {semaine:Date}
GROUP BY uai, dimension
