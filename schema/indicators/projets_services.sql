-- Visites de chaque service dans chaque projet, et leur part des visites du projet. « Non marqué » : le projet ne l'annonce pas et
-- ne l'a marqué jusque-là ; ce n'est pas 0.
CREATE OR REPLACE VIEW projets_services AS
SELECT t.debut AS debut, p.provisoire AS provisoire, t.projet AS projet, if(n.nom = '', t.projet, n.nom) AS nom_projet, l.code AS service, l.libelle AS libelle, f.famille AS famille,
    toUInt8(ifNull(k.depuis <= p.fin, 0) OR g.visites > 0) AS marque,
    if(marque = 1, toNullable(g.visites), NULL) AS visites,
    if(marque = 1, g.visites / nullIf(t.visites, 0), NULL) AS part
FROM (SELECT debut, projet, sum(x.visites) AS visites FROM perimetre(@portee) AS x WHERE dimension = 'total' GROUP BY debut, projet) AS t
INNER JOIN periodes(@portee) AS p ON p.debut = t.debut
CROSS JOIN libelle_service AS l
LEFT JOIN famille AS f ON f.service = l.code
LEFT JOIN (SELECT debut, projet, code, sum(x.visites) AS visites FROM perimetre(@portee) AS x WHERE dimension = 'service' GROUP BY debut, projet, code) AS g
    ON g.debut = t.debut AND g.projet = t.projet AND g.code = l.code
LEFT JOIN marquage_portee(@portee) AS k ON k.projet = t.projet AND k.service = l.code
LEFT JOIN nom_projet AS n ON n.projet = t.projet
