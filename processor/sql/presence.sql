-- Who was seen over a period, from who was seen in the shorter ones it is made of (days; the months of a school year).
INSERT INTO presence_suivante
SELECT {genre:String}, {debut:Date}, uai, projet, visiteur, profil,
    groupBitOr(p.services), groupBitOr(p.appareils), groupBitOr(p.systemes), groupBitOr(p.navigateurs)
FROM presence AS p
WHERE genre = {source:String} AND p.debut BETWEEN {debut:Date} AND {fin:Date}
GROUP BY uai, projet, visiteur, profil
SETTINGS optimize_aggregation_in_order = 1
