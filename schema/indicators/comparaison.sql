-- Chaque période à côté de celle d'avant et de la même l'an dernier : la même semaine du calendrier scolaire de l'académie, le même
-- mois, la même année scolaire. Quand notre mesure n'y était pas encore, les visites de l'an dernier viennent des fichiers publiés
-- par le ministère, qui sont une autre mesure.
CREATE OR REPLACE VIEW comparaison AS
WITH
    toutes AS (SELECT debut, visites, utilisateurs, ecoles_actives, visites_100, ecoles_vues FROM synthese(@avant)),
    cibles AS
    (
        SELECT debut,
            toDate(multiIf({genre:String} = 'jour', debut - 1, {genre:String} = 'semaine', debut - 7,
                           {genre:String} = 'mois', addMonths(debut, -1), addYears(debut, -1))) AS avant,
            toDate(multiIf({genre:String} = 'jour', debut - 364, {genre:String} = 'semaine', semaine_comparee, addYears(debut, -1))) AS an
        FROM alignement(@portee)
    )
SELECT
    s.debut AS debut, s.provisoire AS provisoire, s.visites AS visites, s.utilisateurs AS utilisateurs, s.duree_moyenne AS duree_moyenne, s.ecoles_vues AS ecoles_vues,
    s.ecoles_actives AS ecoles_actives, s.ecoles_projet AS ecoles_projet, s.effectif AS effectif, s.ecoles_sans_effectif AS ecoles_sans_effectif, s.visites_100 AS visites_100, s.utilisateurs_100 AS utilisateurs_100,
    a.visites AS visites_avant, a.utilisateurs AS utilisateurs_avant, a.ecoles_actives AS ecoles_actives_avant, a.visites_100 AS visites_100_avant,
    multiIf(n.ecoles_vues > 0, 'mesure', h.visites > 0, 'ministere', '') AS source_an,
    multiIf(n.ecoles_vues > 0, toNullable(n.visites), h.visites > 0, toNullable(h.visites), NULL) AS visites_an,
    if(n.ecoles_vues > 0, n.utilisateurs, NULL) AS utilisateurs_an,
    if(n.ecoles_vues > 0, toNullable(n.ecoles_actives), NULL) AS ecoles_actives_an,
    if(n.ecoles_vues > 0, n.visites_100, NULL) AS visites_100_an
FROM synthese(@portee) AS s
INNER JOIN cibles AS c ON c.debut = s.debut
LEFT JOIN (SELECT debut, toNullable(visites) AS visites, utilisateurs, toNullable(ecoles_actives) AS ecoles_actives, visites_100 FROM toutes) AS a ON a.debut = c.avant
LEFT JOIN toutes AS n ON n.debut = c.an
LEFT JOIN historique_total(@avant) AS h ON h.debut = c.an
