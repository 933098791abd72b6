-- Appareil, système et navigateur du premier marqueur de chaque visite, et leur part des visites.
CREATE OR REPLACE VIEW equipements AS
SELECT m.debut AS debut, p.provisoire AS provisoire, m.dimension AS dimension, m.code AS code, l.libelle AS libelle, m.visites AS visites,
    m.visites / nullIf(t.visites, 0) AS part
FROM mesures(@portee) AS m
INNER JOIN periodes(@portee) AS p ON p.debut = m.debut
LEFT JOIN (SELECT debut, visites FROM mesures(@portee) WHERE dimension = 'total') AS t ON t.debut = m.debut
LEFT JOIN libelle AS l ON l.dimension = m.dimension AND l.code = m.code
WHERE m.dimension IN ('appareil', 'os', 'navigateur')
