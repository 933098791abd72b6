-- Visites par service des fichiers hebdomadaires publiés par le ministère, importés.
CREATE OR REPLACE VIEW historique_services AS
SELECT semaine AS debut, h.code AS service, l.libelle AS libelle, sum(h.visites) AS visites, toUInt8(0) AS provisoire
FROM semaine_publiee AS h FINAL
LEFT JOIN libelle_service AS l ON l.code = h.code
PREWHERE h.dimension = 'service' AND semaine BETWEEN {du:Date} AND {au:Date}
  AND uai IN (SELECT uai FROM ecoles_portee(@portee))
WHERE {projet:String} = ''
GROUP BY debut, service, libelle
