-- Visites d'un service par profil. Une case de 1 à 4 utilisateurs est masquée, et avec elle celle qui permettrait de la
-- retrouver dans le total du service.
CREATE OR REPLACE VIEW services_profils AS
SELECT c.debut AS debut, p.provisoire AS provisoire, c.autre AS service, s.libelle AS libelle, f.famille AS famille,
    c.profil AS profil, l.libelle AS profil_libelle, c.visites AS visites, c.utilisateurs AS utilisateurs, c.masque AS masque
FROM cellules(@portee, croisement = 'service') AS c
INNER JOIN periodes(@portee) AS p ON p.debut = c.debut
LEFT JOIN libelle_profil AS l ON l.code = c.profil
LEFT JOIN libelle_service AS s ON s.code = c.autre
LEFT JOIN famille AS f ON f.service = c.autre
WHERE c.autre != ''
