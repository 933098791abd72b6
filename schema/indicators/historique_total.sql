-- Visites des fichiers hebdomadaires publiés par le ministère, importés : une autre mesure que la nôtre. Les visites s'additionnent ;
-- les utilisateurs de plusieurs établissements, non : il n'y en a pas ici. De jours, ces fichiers ne disent rien.
CREATE OR REPLACE VIEW historique_total AS
SELECT toDate(multiIf({genre:String} = 'annee', makeDate(toYear(semaine) - (toMonth(semaine) < 8), 8, 1),
                      {genre:String} = 'mois', toStartOfMonth(semaine), semaine)) AS debut,
    sum(h.visites) AS visites, intDiv(sum(h.visites * h.duree_moyenne), nullIf(sum(h.visites), 0)) AS duree_moyenne, toUInt8(0) AS provisoire
FROM semaine_publiee AS h FINAL
-- Columns of the key: lines are left out before the last of each is looked for. A school year is summed from all its weeks.
PREWHERE dimension = 'total' AND semaine >= {du:Date} AND semaine <= {au:Date}
  AND uai IN (SELECT uai FROM ecoles_portee(@portee))
WHERE {projet:String} = '' AND {genre:String} != 'jour'
GROUP BY debut
