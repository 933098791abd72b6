-- Chaque projet d'ENT sur ce qui se compare : pour 100 élèves, part des établissements actifs, durée. Hors périmètre : établissement
-- vu sans être déclaré par le projet à cette date. Pour 100 élèves : sur les établissements vus ou déclarés dont l'effectif est connu.
CREATE OR REPLACE VIEW projets AS
SELECT c.debut AS debut, c.provisoire AS provisoire, c.projet_de AS projet, if(n.nom = '', c.projet_de, n.nom) AS libelle,
    r.plateforme AS plateforme, r.exploitant AS exploitant, r.degre AS degre_projet,
    t.visites AS visites, if(t.visites = 0, toNullable(toUInt64(0)), t.utilisateurs) AS utilisateurs,
    if(t.visites > 0, intDiv(2 * t.duree + 1000 * t.visites, 2000 * t.visites), NULL) AS duree_moyenne,
    c.ecoles_declarees AS ecoles_declarees, c.ecoles_vues AS ecoles_vues, c.ecoles_actives AS ecoles_actives,
    c.ecoles_actives / (c.ecoles_declarees + c.ecoles_hors_perimetre) AS part_actives,
    c.ecoles_hors_perimetre AS ecoles_hors_perimetre, c.effectif AS effectif, c.ecoles_sans_effectif AS ecoles_sans_effectif,
    100 * c.visites_connues / nullIf(c.effectif, 0) AS visites_100, 100 * c.utilisateurs_connus / nullIf(c.effectif, 0) AS utilisateurs_100
FROM deploiement(@portee, niveau = 'projet') AS c
LEFT JOIN
(
    SELECT debut, projet, sum(x.visites) AS visites, sum(x.duree) AS duree, sumOrNull(x.utilisateurs) AS utilisateurs
    FROM mesures_projets(@portee) AS x
    WHERE dimension = 'total'
    GROUP BY debut, projet
) AS t ON t.debut = c.debut AND t.projet = c.projet_de
LEFT JOIN (SELECT projet, plateforme, exploitant, degre FROM projet FINAL) AS r ON r.projet = c.projet_de
LEFT JOIN nom_projet AS n ON n.projet = c.projet_de
