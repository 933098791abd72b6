-- Visits and time of each group over a period: they add up over the shorter periods it is made of.
SELECT uai, projet, dimension, sumForEach(g.visites_par_code) AS visites, sumForEach(g.durees_par_code) AS durees
FROM groupe AS g
WHERE genre = {source:String} AND debut BETWEEN {debut:Date} AND {fin:Date}
GROUP BY uai, projet, dimension
SETTINGS optimize_aggregation_in_order = 1
