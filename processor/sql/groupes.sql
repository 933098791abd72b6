-- Visits and time of each group over a period: they add up over the shorter periods it is made of.
INSERT INTO groupe_suivant
SELECT uai, projet, dimension, code, sum(p.visites), 0, sum(p.duree)
FROM periode AS p
WHERE genre = {source:String} AND p.debut BETWEEN {debut:Date} AND {fin:Date}
GROUP BY uai, projet, dimension, code
SETTINGS optimize_aggregation_in_order = 1
