-- Visites d'un service : visites avec au moins un marqueur de ce service, et leur part de toutes les visites. Une visite touche
-- plusieurs services : les services ne s'additionnent pas. Durée : temps moyen passé dans le service par visite qui le touche.
-- « Non marqué » : aucun projet du périmètre ne l'annonce ni ne l'a marqué jusque-là ; ce n'est pas 0.
CREATE OR REPLACE VIEW services AS
SELECT p.debut AS debut, p.provisoire AS provisoire, l.code AS service, l.libelle AS libelle, f.famille AS famille,
    f.libelle AS famille_libelle,
    toUInt8(ifNull(k.depuis <= p.fin, 0) OR g.visites > 0) AS marque,
    if(marque = 1, toNullable(g.visites), NULL) AS visites,
    if(marque = 1, if(g.visites = 0, toNullable(toUInt64(0)), g.utilisateurs), NULL) AS utilisateurs,
    if(marque = 1, g.visites / nullIf(t.visites, 0), NULL) AS part,
    if(g.visites > 0, intDiv(2 * g.duree + 1000 * g.visites, 2000 * g.visites), NULL) AS duree_moyenne
FROM periodes(@portee) AS p
CROSS JOIN (SELECT code, libelle FROM libelle WHERE dimension = 'service') AS l
LEFT JOIN famille AS f ON f.service = l.code
LEFT JOIN (SELECT * FROM mesures(@portee) WHERE dimension = 'service') AS g ON g.debut = p.debut AND g.code = l.code
LEFT JOIN (SELECT debut, visites FROM mesures(@portee) WHERE dimension = 'total') AS t ON t.debut = p.debut
LEFT JOIN
(
    SELECT service, min(depuis) AS depuis FROM marquage
    WHERE projet IN (SELECT DISTINCT projet FROM perimetre(@portee) WHERE dimension = 'total')
    GROUP BY service
) AS k ON k.service = l.code
