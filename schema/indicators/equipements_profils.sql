-- Visites par profil et par appareil. Une case de 1 à 4 utilisateurs est masquée.
CREATE OR REPLACE VIEW equipements_profils AS
SELECT c.debut AS debut, p.provisoire AS provisoire, c.profil AS profil, l.libelle AS profil_libelle, c.autre AS appareil,
    a.libelle AS libelle, c.visites AS visites, c.utilisateurs AS utilisateurs, c.masque AS masque
FROM cellules(@portee, croisement = 'appareil') AS c
INNER JOIN periodes(@portee) AS p ON p.debut = c.debut
LEFT JOIN libelle_profil AS l ON l.code = c.profil
LEFT JOIN libelle_appareil AS a ON a.code = c.autre
WHERE c.autre != ''
