-- Chaque projet d'ENT sur ce qui se compare : pour 100 élèves, part des établissements actifs, durée. Hors périmètre : établissement
-- vu sans être déclaré par le projet à cette date. Pour 100 élèves : sur les établissements vus ou déclarés dont l'effectif est connu.
CREATE OR REPLACE VIEW projets AS
WITH
    vues AS
    (
        SELECT debut, projet, uai, sum(s.visites) AS visites, sum(s.utilisateurs) AS utilisateurs, max(s.declaree) AS declaree
        FROM
        (
            SELECT debut, projet, uai, visites, utilisateurs, 0 AS declaree
            FROM ecole_periode
            WHERE genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}
              AND uai IN (SELECT uai FROM ecoles_portee(@portee)) AND ({projet:String} = '' OR projet = {projet:String})
            UNION ALL
            SELECT p.debut, i.projet, i.uai, 0, 0, 1
            FROM periodes(@portee) AS p
            CROSS JOIN inscription AS i
            WHERE i.depuis <= p.fin AND i.uai IN (SELECT uai FROM ecoles_portee(@portee)) AND ({projet:String} = '' OR i.projet = {projet:String})
        ) AS s
        GROUP BY debut, projet, uai
    ),
    comptes AS
    (
        SELECT debut, projet,
            countIf(v.declaree > 0) AS ecoles_declarees, countIf(v.visites > 0) AS ecoles_vues, countIf(v.utilisateurs >= 5) AS ecoles_actives,
            countIf(v.declaree = 0) AS ecoles_hors_perimetre, sum(h.effectif) AS effectif, countIf(h.effectif IS NULL) AS ecoles_sans_effectif,
            sumIf(v.visites, h.effectif IS NOT NULL) AS visites_connues, sumIf(v.utilisateurs, h.effectif IS NOT NULL) AS utilisateurs_connus
        FROM vues AS v
        LEFT JOIN eleves AS h USING (uai)
        GROUP BY debut, projet
    )
SELECT c.debut AS debut, p.provisoire AS provisoire, c.projet AS projet, ifNull(nullIf(r.libelle, ''), c.projet) AS libelle,
    r.plateforme AS plateforme, r.exploitant AS exploitant, r.degre AS degre_projet,
    t.visites AS visites, if(t.visites = 0, toNullable(toUInt64(0)), u.utilisateurs) AS utilisateurs,
    if(t.visites > 0, intDiv(2 * t.duree + 1000 * t.visites, 2000 * t.visites), NULL) AS duree_moyenne,
    c.ecoles_declarees AS ecoles_declarees, c.ecoles_vues AS ecoles_vues, c.ecoles_actives AS ecoles_actives,
    c.ecoles_actives / (c.ecoles_declarees + c.ecoles_hors_perimetre) AS part_actives,
    c.ecoles_hors_perimetre AS ecoles_hors_perimetre, c.effectif AS effectif, c.ecoles_sans_effectif AS ecoles_sans_effectif,
    100 * c.visites_connues / nullIf(c.effectif, 0) AS visites_100, 100 * c.utilisateurs_connus / nullIf(c.effectif, 0) AS utilisateurs_100
FROM comptes AS c
INNER JOIN periodes(@portee) AS p ON p.debut = c.debut
LEFT JOIN (SELECT debut, projet, sum(x.visites) AS visites, sum(x.duree) AS duree FROM perimetre(@portee) AS x WHERE dimension = 'total' GROUP BY debut, projet) AS t
    ON t.debut = c.debut AND t.projet = c.projet
LEFT JOIN (SELECT debut, projet, sumOrNull(x.utilisateurs) AS utilisateurs FROM personnes(@portee) AS x WHERE dimension = 'total' GROUP BY debut, projet) AS u
    ON u.debut = c.debut AND u.projet = c.projet
LEFT JOIN (SELECT projet, libelle, plateforme, exploitant, degre FROM projet FINAL) AS r ON r.projet = c.projet
