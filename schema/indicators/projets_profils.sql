-- Part de chaque profil dans les visites d'un projet. Une case de 1 à 4 utilisateurs est masquée, et avec elle celle qui permettrait
-- de la retrouver dans le total du projet ou du profil. Les utilisateurs n'y sont pas : leurs sommes, avec « < 5 », feraient retrouver
-- des cases ; ceux d'un projet se lisent en le filtrant.
CREATE OR REPLACE VIEW projets_profils AS
SELECT c.debut AS debut, p.provisoire AS provisoire, c.autre AS projet, if(n.nom = '', c.autre, n.nom) AS nom_projet, c.profil AS profil, l.libelle AS libelle,
    c.visites AS visites, c.visites / nullIf(t.visites, 0) AS part, c.masque AS masque
FROM cellules(@portee, croisement = 'projet') AS c
INNER JOIN periodes(@portee) AS p ON p.debut = c.debut
LEFT JOIN (SELECT debut, projet, sum(x.visites) AS visites FROM perimetre(@portee) AS x WHERE dimension = 'total' GROUP BY debut, projet) AS t
    ON t.debut = c.debut AND t.projet = c.autre
LEFT JOIN libelle_profil AS l ON l.code = c.profil
LEFT JOIN nom_projet AS n ON n.projet = c.autre
WHERE c.autre != ''
