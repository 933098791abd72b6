-- Effet d'un projet local ou d'un accompagnement : visites pour 100 élèves de son territoire ou de son projet, en moyenne sur les 6
-- semaines closes d'avant et d'après, vacances laissées de côté ; une semaine sans visite compte pour 0. À côté, celles
-- d'établissements comparables (même académie, même degré) qu'aucune annotation ne concerne. Deux évolutions côte à côte ne prouvent pas une cause.
CREATE OR REPLACE VIEW effets AS
WITH
    (
        SELECT groupArray((id, toMonday(du), toString(niveau), territoire, toString(projet))) FROM annotations(@portee)
        WHERE genre != 'rupture' AND (niveau != '' OR projet != '')
    ) AS actions,
    -- The weeks that count: measured, over, with class. One in which a school has no visit has no line, and is 0.
    (
        SELECT groupUniqArray(debut) FROM periode_reconstruite
        WHERE genre = 'semaine' AND debut + 6 <= (SELECT argMax(jours_clos, dit) FROM fraicheur)
          AND debut NOT IN (SELECT debut FROM alignement(@portee) WHERE vacances IS NOT NULL)
    ) AS mesurees,
    -- Weeks of each school whose headcount is known, a school a row: 6 before each action and 6 from it on.
    semaines AS
    (
        SELECT e.uai AS uai, any(h.effectif) AS effectif, groupArray(e.debut) AS debuts, groupArray(e.visites) AS visites
        FROM ecole_periode AS e
        INNER JOIN eleves AS h ON h.uai = e.uai
        WHERE e.genre = 'semaine'
          AND e.debut BETWEEN arrayMin(arrayMap(a -> a.2, actions)) - 42 AND arrayMax(arrayMap(a -> a.2, actions)) + 41
          AND has(mesurees, e.debut)
        GROUP BY e.uai
    ),
    ecoles AS
    (
        SELECT l.uai AS uai, (toString(l.code_academie), l.degre) AS semblables,
            arrayMap(a -> a.1, arrayFilter(a ->
                (a.3 = '' OR a.3 = 'france' AND a.4 = '' OR a.4 != '' AND a.4 = multiIf(
                    a.3 = 'academie', toString(l.code_academie), a.3 = 'departement', toString(l.code_departement),
                    a.3 = 'circonscription', l.cle_circonscription, a.3 = 'commune', toString(l.code_commune),
                    a.3 = 'etablissement', l.uai, ''))
                AND (a.5 = '' OR has(i.projets, a.5)), actions)) AS touchee_par
        FROM annuaire AS l
        LEFT JOIN (SELECT uai, groupArray(toString(projet)) AS projets FROM inscription GROUP BY uai) AS i ON i.uai = l.uai
    ),
    (
        SELECT (groupArray(semblables), groupArray(ids))
        FROM (SELECT semblables, groupUniqArrayArray(touchee_par) AS ids FROM ecoles WHERE notEmpty(touchee_par) GROUP BY semblables)
    ) AS comparees,
    -- Of an action: schools that it concerns, and those like them that none concerns.
    bilan AS
    (
        SELECT lien.1 AS id,
            countIf(lien.2 = 1) AS etablissements, countIf(lien.2 = 0) AS comparables,
            100 * sumIf(v_avant, lien.2 = 1) / nullIf(sumIf(effectif * n_avant, lien.2 = 1), 0) AS avant,
            100 * sumIf(v_apres, lien.2 = 1) / nullIf(sumIf(effectif * n_apres, lien.2 = 1), 0) AS apres,
            100 * sumIf(v_avant, lien.2 = 0) / nullIf(sumIf(effectif * n_avant, lien.2 = 0), 0) AS comparables_avant,
            100 * sumIf(v_apres, lien.2 = 0) / nullIf(sumIf(effectif * n_apres, lien.2 = 0), 0) AS comparables_apres
        FROM
        (
            SELECT lien, effectif,
                arrayCount(d -> d BETWEEN lundi - 42 AND lundi - 1, mesurees) AS n_avant,
                arrayCount(d -> d BETWEEN lundi AND lundi + 41, mesurees) AS n_apres,
                arraySum((d, k) -> if(d BETWEEN lundi - 42 AND lundi - 1, k, 0), debuts, visites) AS v_avant,
                arraySum((d, k) -> if(d BETWEEN lundi AND lundi + 41, k, 0), debuts, visites) AS v_apres
            FROM
            (
                SELECT effectif, debuts, visites, lien, arrayFirst(a -> a.1 = lien.1, actions).2 AS lundi
                FROM
                (
                    SELECT s.effectif AS effectif, s.debuts AS debuts, s.visites AS visites,
                        if(empty(touchee_par), arrayMap(a -> (a, 0), comparees.2[indexOf(comparees.1, semblables)]),
                            arrayMap(a -> (a, 1), touchee_par)) AS liens
                    FROM semaines AS s
                    INNER JOIN ecoles AS c ON c.uai = s.uai
                )
                ARRAY JOIN liens AS lien
            )
        )
        -- A school that was never seen around the action is in no ENT then.
        WHERE v_avant + v_apres > 0
        GROUP BY id
    )
SELECT a.id AS id, a.du AS du, a.titre AS titre, b.etablissements AS etablissements, b.avant AS avant, b.apres AS apres, b.apres / nullIf(b.avant, 0) - 1 AS evolution,
    b.comparables_apres / nullIf(b.comparables_avant, 0) - 1 AS evolution_comparables, b.comparables AS comparables
FROM (SELECT id, du, titre FROM annotations(@portee) WHERE genre != 'rupture' AND (niveau != '' OR projet != '')) AS a
LEFT JOIN bilan AS b ON b.id = a.id
