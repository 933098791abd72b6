-- Visites d'un service : visites avec au moins un marqueur de ce service, et leur part de toutes les visites. Une visite touche
-- plusieurs services : les services ne s'additionnent pas. Durée : temps moyen passé dans le service par visite qui le touche.
-- « Non marqué » : aucun projet du périmètre ne l'annonce ni ne l'a marqué jusque-là ; ce n'est pas 0.
CREATE OR REPLACE VIEW services AS
SELECT p.debut AS debut, p.provisoire AS provisoire, p.service AS service, p.libelle AS libelle, f.famille AS famille,
    f.libelle AS famille_libelle,
    toUInt8(ifNull(k.depuis <= p.fin, 0) OR p.g.2 > 0) AS marque,
    if(marque = 1, toNullable(p.g.2), NULL) AS visites,
    if(marque = 1, if(p.g.2 = 0, toNullable(toUInt64(0)), p.g.4), NULL) AS utilisateurs,
    if(marque = 1, p.g.2 / nullIf(p.total, 0), NULL) AS part,
    if(p.g.2 > 0, intDiv(2 * p.g.3 + 1000 * p.g.2, 2000 * p.g.2), NULL) AS duree_moyenne
FROM
(
    SELECT p.debut AS debut, p.fin AS fin, p.provisoire AS provisoire, l.code AS service, l.libelle AS libelle, t.total AS total,
        t.groupes[indexOf(t.groupes.1, l.code)] AS g
    FROM periodes(@portee) AS p
    CROSS JOIN libelle_service AS l
    LEFT JOIN
    (
        -- Of each service: its visits, their time, its users.
        SELECT debut, sumIf(m.visites, dimension = 'total') AS total,
            groupArrayIf((toString(code), m.visites, m.duree, m.utilisateurs), dimension = 'service') AS groupes
        FROM mesures(@portee) AS m
        WHERE dimension IN ('total', 'service')
        GROUP BY debut
    ) AS t ON t.debut = p.debut
) AS p
LEFT JOIN famille AS f ON f.service = p.service
LEFT JOIN
(
    SELECT service, min(k.depuis) AS depuis FROM marquage_portee(@portee) AS k
    WHERE projet IN (SELECT DISTINCT projet FROM perimetre(@portee) WHERE dimension = 'total')
    GROUP BY service
) AS k ON k.service = p.service
