-- Visites des fichiers hebdomadaires publiés par le ministère, importés : une autre mesure que la nôtre. Les visites s'additionnent ;
-- les utilisateurs de plusieurs établissements, non : il n'y en a pas ici. De jours, ces fichiers ne disent rien.
CREATE OR REPLACE VIEW historique_total AS
-- A school year is summed from all its weeks.
SELECT toDate(multiIf({genre:String} = 'annee', makeDate(toYear(semaine) - (toMonth(semaine) < 8), 8, 1),
                      {genre:String} = 'mois', toStartOfMonth(semaine), semaine)) AS debut,
    sum(h.visites) AS visites, intDiv(sum(h.duree), nullIf(sum(h.visites), 0)) AS duree_moyenne, toUInt8(0) AS provisoire
FROM
(
    SELECT semaine, visites, duree
    FROM publiee_territoire
    WHERE {uai:String} = '' AND {code_commune:String} = '' AND {circonscription:String} = ''
      AND semaine >= {du:Date} AND semaine <= {au:Date}
      AND ({code_academie:String} = '' OR code_academie = {code_academie:String})
      AND ({code_departement:String} = '' OR code_departement = {code_departement:String})
      AND ({degre:String} = '' OR toString(degre) = {degre:String})
      AND ({secteur:String} = '' OR secteur = {secteur:String})
    UNION ALL
    SELECT semaine, visites, visites * duree_moyenne AS duree
    FROM semaine_publiee FINAL
    -- Columns of the key: lines are left out before the last of each is looked for.
    PREWHERE dimension = 'total' AND semaine >= {du:Date} AND semaine <= {au:Date}
      AND uai IN (SELECT uai FROM ecole_recensee(@portee))
    WHERE ({uai:String} != '' OR {code_commune:String} != '' OR {circonscription:String} != '')
) AS h
WHERE {projet:String} = '' AND {genre:String} != 'jour'
GROUP BY debut
