-- Les visites de chaque période à côté de celles de la même l'an dernier : la même semaine du calendrier scolaire de l'académie, le
-- même mois, la même année scolaire. Quand notre mesure n'y était pas encore, celles de l'an dernier viennent des fichiers publiés
-- par le ministère, qui sont une autre mesure.
CREATE OR REPLACE VIEW visites_comparees AS
WITH
    -- As in `comparaison`, without its schools: counting them in each of fifty weeks takes ten times the rest.
    (SELECT (groupArray(debut), groupArray(n)) FROM
        (SELECT debut, sum(p.visites) AS n FROM perimetre(@avant) AS p WHERE dimension = 'total' GROUP BY debut)) AS mesurees,
    (SELECT (groupArray(debut), groupArray(visites)) FROM historique_total(@avant)) AS publiees
SELECT debut, provisoire, mesurees.2[indexOf(mesurees.1, debut)] AS visites,
    multiIf(n > 0, 'mesure', h > 0, 'ministere', '') AS source_an,
    multiIf(n > 0, toNullable(n), h > 0, toNullable(h), NULL) AS visites_an
FROM
(
    SELECT a.debut AS debut, p.provisoire AS provisoire,
        mesurees.2[indexOf(mesurees.1, a.an)] AS n,
        publiees.2[indexOf(publiees.1, a.an)] AS h
    FROM periodes_comparees(@portee) AS a
    INNER JOIN periodes(@portee) AS p ON p.debut = a.debut
)
