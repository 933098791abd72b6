-- Chaque période à côté de celle d'avant et de la même l'an dernier : la même semaine du calendrier scolaire de l'académie, le même
-- mois, la même année scolaire. Quand notre mesure n'y était pas encore, les visites de l'an dernier viennent des fichiers publiés
-- par le ministère, qui sont une autre mesure.
CREATE OR REPLACE VIEW comparaison AS
WITH
    -- Each period, the one before and the same last year; then the days of all of them, which alone are read.
    (SELECT (groupArray((debut, avant, an)), groupUniqArrayArray([debut, avant, an])) FROM periodes_comparees(@portee)) AS alignees,
    (SELECT (groupArray(debut), groupArray((visites, utilisateurs, duree_moyenne, ecoles_vues, ecoles_actives, ecoles_projet, effectif,
        ecoles_sans_effectif, visites_100, utilisateurs_100, provisoire))) FROM synthese(@comparees)) AS mesurees,
    (SELECT (groupArray(debut), groupArray(visites)) FROM historique_total(@avant)) AS publiees
SELECT
    debut, s.11 AS provisoire, s.1 AS visites, s.2 AS utilisateurs, s.3 AS duree_moyenne, s.4 AS ecoles_vues, s.5 AS ecoles_actives,
    s.6 AS ecoles_projet, s.7 AS effectif, s.8 AS ecoles_sans_effectif, s.9 AS visites_100, s.10 AS utilisateurs_100,
    if(a.4 > 0, toNullable(a.1), NULL) AS visites_avant, if(a.4 > 0, a.2, NULL) AS utilisateurs_avant,
    if(a.4 > 0, toNullable(a.5), NULL) AS ecoles_actives_avant, if(a.4 > 0, a.9, NULL) AS visites_100_avant,
    multiIf(n.4 > 0, 'mesure', h > 0, 'ministere', '') AS source_an,
    multiIf(n.4 > 0, toNullable(n.1), h > 0, toNullable(h), NULL) AS visites_an,
    if(n.4 > 0, n.2, NULL) AS utilisateurs_an, if(n.4 > 0, toNullable(n.5), NULL) AS ecoles_actives_an, if(n.4 > 0, n.9, NULL) AS visites_100_an
FROM
(
    SELECT p.1 AS debut,
        mesurees.2[indexOf(mesurees.1, p.1)] AS s,
        mesurees.2[indexOf(mesurees.1, p.2)] AS a,
        mesurees.2[indexOf(mesurees.1, p.3)] AS n,
        publiees.2[indexOf(publiees.1, p.3)] AS h
    FROM (SELECT arrayJoin(alignees.1) AS p)
)
