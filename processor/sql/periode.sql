-- The figures of a period, once its groups are known.
INSERT INTO periode_suivante
SELECT {genre:String}, {debut:Date}, uai, projet, dimension, code, sum(g.visites), sum(g.utilisateurs), sum(g.duree)
FROM groupe_suivant AS g
GROUP BY uai, projet, dimension, code
SETTINGS optimize_aggregation_in_order = 1
