-- Visites et utilisateurs par profil. Une visite est d'un seul profil : les profils s'additionnent en visites, jamais en
-- utilisateurs. « Autres » : tout profil hors des quatre publiés. Une case de 1 à 4 utilisateurs est masquée.
CREATE OR REPLACE VIEW profils AS
SELECT c.debut AS debut, p.provisoire AS provisoire, c.profil AS profil, l.libelle AS libelle,
    c.visites AS visites, c.utilisateurs AS utilisateurs, c.duree_moyenne AS duree_moyenne, c.masque AS masque
FROM cellules(@portee, croisement = '') AS c
INNER JOIN periodes(@portee) AS p ON p.debut = c.debut
LEFT JOIN libelle_profil AS l ON l.code = c.profil
