-- Effet d'un projet local ou d'un accompagnement : visites pour 100 élèves de son territoire ou de son projet, en moyenne sur les 6
-- semaines closes d'avant et d'après, vacances laissées de côté ; une semaine sans visite compte pour 0. À côté, celles
-- d'établissements comparables (même académie, même degré) qu'aucune annotation ne concerne. Deux évolutions côte à côte ne prouvent pas une cause.
CREATE OR REPLACE VIEW effets AS
WITH
    -- Read once, and named three times: who acts, since when, where and in which projet.
    (
        SELECT groupArray((id, du, titre, toMonday(du), cityHash64(toString(niveau), if(niveau = '', '', territoire)), projet))
        FROM annotations_portee(@portee)
        WHERE genre != 'rupture' AND (niveau != '' OR projet != '')
    ) AS actions,
    -- Of an action: schools that it concerns, and those like them that none concerns.
    bilan AS
    (
        SELECT lien.1 AS id,
            sumIf(ecoles, lien.3 = 1) AS etablissements, sumIf(ecoles, lien.3 = 0) AS comparables,
            100 * sumIf(v_avant, lien.3 = 1) / nullIf(any(n_avant) * sumIf(effectif, lien.3 = 1), 0) AS avant,
            100 * sumIf(v_apres, lien.3 = 1) / nullIf(any(n_apres) * sumIf(effectif, lien.3 = 1), 0) AS apres,
            100 * sumIf(v_avant, lien.3 = 0) / nullIf(any(n_avant) * sumIf(effectif, lien.3 = 0), 0) AS comparables_avant,
            100 * sumIf(v_apres, lien.3 = 0) / nullIf(any(n_apres) * sumIf(effectif, lien.3 = 0), 0) AS comparables_apres
        FROM
        (
            SELECT lien, x.ecoles AS ecoles, x.effectif AS effectif,
                arrayCount(d -> d BETWEEN lien.2 - 42 AND lien.2 - 1, x.lues) AS n_avant,
                arrayCount(d -> d BETWEEN lien.2 AND lien.2 + 41, x.lues) AS n_apres,
                arraySum((d, k) -> if(d BETWEEN lien.2 - 42 AND lien.2 - 1, k, 0), debuts, x.visites) AS v_avant,
                arraySum((d, k) -> if(d BETWEEN lien.2 AND lien.2 + 41, k, 0), debuts, x.visites) AS v_apres
            FROM
            (
                -- Schools that were seen in the same weeks and are compared alike are one: what follows looks at each week for each action.
                SELECT liens, arrayMap(s -> toDate(bitShiftRight(s, 40)), semaines) AS debuts, any(e.lues) AS lues, count() AS ecoles, sum(c.effectif) AS effectif,
                    sumForEach(arrayMap(s -> bitAnd(s, 0xFFFFFFFFFF), semaines)) AS visites
                FROM
                (
                    -- A week in which a school has no visit has no line, and is 0. One number for the week and its visits: to gather
                    -- couples takes twice as long.
                    SELECT uai, arraySort(groupArray(bitShiftLeft(toUInt64(debut), 40) + s.visites)) AS semaines,
                        -- The weeks to compare, 6 before an action and 6 from it on: measured, over, with class.
                        (
                            SELECT groupUniqArray(arrayJoin(arrayMap(k -> action.4 + 7 * k, range(-6, 6))) AS semaine)
                            FROM (SELECT arrayJoin(actions) AS action)
                            WHERE semaine IN
                            (
                                SELECT debut FROM periode_reconstruite
                                WHERE genre = 'semaine' AND debut + 6 <= (SELECT argMax(jours_clos, dit) FROM fraicheur)
                                  AND debut NOT IN (SELECT debut FROM alignement(@portee) WHERE vacances IS NOT NULL)
                            )
                        ) AS lues
                    FROM ecole_periode AS s
                    -- Of each row, `transform` finds the week at once, where `has` looks through them.
                    WHERE genre = 'semaine' AND debut BETWEEN arrayMin(lues) AND arrayMax(lues) AND transform(debut, lues, lues, toDate(0)) = debut
                      AND s.visites > 0
                    GROUP BY uai
                ) AS e
                INNER JOIN
                (
                    SELECT ecole.1 AS uai, ecole.3 AS effectif, if(empty(ecole.2), arrayMap(a -> (a.1, a.2, 0), touchantes), arrayMap(a -> (a.1, a.2, 1), ecole.2)) AS liens
                    FROM
                    (
                        SELECT groupArray((l.uai, t.touchee_par, l.effectif)) AS ecoles, groupUniqArrayArray(t.touchee_par) AS touchantes
                        FROM (SELECT uai, code_academie, degre, effectif FROM ecole_placee) AS l
                        LEFT JOIN
                        (
                            SELECT uai, arraySort(groupArray((action.1, action.4))) AS touchee_par
                            FROM
                            (
                                -- Of places their hashes: to join by two texts takes twice as long.
                                SELECT uai, arrayJoin([
                                    cityHash64('', ''), cityHash64('academie', code_academie), cityHash64('departement', code_departement),
                                    cityHash64('circonscription', cle_circonscription), cityHash64('commune', code_commune),
                                    cityHash64('etablissement', uai)]) AS ici
                                FROM ecole_placee
                            ) AS p
                            INNER JOIN (SELECT arrayJoin(actions) AS action) AS a ON action.5 = p.ici
                            WHERE action.6 = '' OR (p.uai, action.6) IN (SELECT uai, projet FROM inscription WHERE projet IN (SELECT projet FROM annotation))
                            GROUP BY uai
                        ) AS t ON t.uai = l.uai
                        GROUP BY l.code_academie, l.degre
                    )
                    ARRAY JOIN ecoles AS ecole
                    WHERE notEmpty(touchantes) AND effectif IS NOT NULL
                ) AS c ON c.uai = e.uai
                GROUP BY liens, debuts
            ) AS x
            ARRAY JOIN liens AS lien
        )
        -- A school that was never seen around the action is in no ENT then.
        WHERE v_avant + v_apres > 0
        GROUP BY id
    )
SELECT action.1 AS id, action.2 AS du, action.3 AS titre, b.etablissements AS etablissements, b.avant AS avant, b.apres AS apres, b.apres / nullIf(b.avant, 0) - 1 AS evolution,
    b.comparables_apres / nullIf(b.comparables_avant, 0) - 1 AS evolution_comparables, b.comparables AS comparables
FROM (SELECT arrayJoin(actions) AS action) AS a
LEFT JOIN bilan AS b ON b.id = action.1
