-- Visites, utilisateurs et établissements d'une période. Visite : marqueurs d'une personne sans trou de 30 minutes.
-- Utilisateur : personne différente d'un projet, comptée une fois dans le territoire ; les utilisateurs ne s'additionnent ni
-- entre territoires, ni entre périodes. Établissement vu : au moins une visite ; actif : au moins 5 utilisateurs.
-- Pour 100 élèves : sur les établissements vus ou déclarés dont l'effectif est connu ; une personne de deux établissements y
-- compte dans chacun.
CREATE OR REPLACE VIEW synthese AS
SELECT
    p.debut AS debut,
    p.provisoire AS provisoire,
    t.visites AS visites,
    if(t.visites = 0, toNullable(toUInt64(0)), t.utilisateurs) AS utilisateurs,
    if(t.visites = 0, NULL, intDiv(2 * t.duree + 1000 * t.visites, 2000 * t.visites)) AS duree_moyenne,
    e.ecoles_vues AS ecoles_vues,
    e.ecoles_actives AS ecoles_actives,
    e.ecoles_declarees AS ecoles_projet,
    e.effectif AS effectif,
    e.ecoles_sans_effectif AS ecoles_sans_effectif,
    100 * e.visites_connues / nullIf(e.effectif, 0) AS visites_100,
    100 * e.utilisateurs_connus / nullIf(e.effectif, 0) AS utilisateurs_100
FROM periodes(@portee) AS p
LEFT JOIN (SELECT debut, visites, duree, utilisateurs FROM mesures(@portee) WHERE dimension = 'total') AS t ON t.debut = p.debut
LEFT JOIN deploiement(@portee, niveau = '') AS e ON e.debut = p.debut
