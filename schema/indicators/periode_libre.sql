-- Du premier au dernier jour demandés, quels qu'ils soient : visites, personnes différentes, établissements vus. Les utilisateurs
-- sont comptés sur les personnes, dans une même année scolaire (leur clé change le 1er août), sur 92 jours au plus et tant
-- qu'elles sont gardées, 13 mois ; sinon ils manquent, et la remarque dit pourquoi.
CREATE OR REPLACE VIEW periode_libre AS
WITH
    (SELECT argMax(jours_clos, dit) FROM fraicheur) AS clos,
    -- min alone is known without reading; of no row, it is 1970.
    (SELECT min(debut) FROM presence WHERE genre = 'jour') AS jours_gardes,
    (SELECT min(debut) FROM presence WHERE genre = 'semaine') AS semaines_gardees,
    -- Visits whose persons are not kept any more: of a whole week, they are those of the week.
    (
        SELECT sum(p.visites) FROM perimetre(@portee, genre = 'jour') AS p
        WHERE dimension = 'total' AND {au:Date} - {du:Date} < 92
          AND if(toMonday(debut) < {du:Date} OR toMonday(debut) + 6 > {au:Date},
                 jours_gardes = toDate(0) OR debut < jours_gardes, semaines_gardees = toDate(0) OR toMonday(debut) < semaines_gardees)
    ) AS oubliees,
    -- Whole school years stand for their months, and those for their days, which are read at both ends alone.
        addMonths(toStartOfYear(addMonths({du:Date} - 1, 5)), 7) AS aout, addMonths(toStartOfYear(addMonths({au:Date} + 1, -7)), 7) AS avant_aout,
    toStartOfMonth(addMonths(toStartOfMonth({du:Date} - 1), 1)) AS premier, toStartOfMonth({au:Date} + 1) AS avant_premier,
    -- Visits, and why the persons can't be told: '' when they can.
    (
        SELECT (sum(p.visites), multiIf(
            toYear({du:Date} - toIntervalMonth(7)) != toYear({au:Date} - toIntervalMonth(7)),
                'Utilisateurs : deux années scolaires, où une même personne compterait deux fois. ',
            {au:Date} - {du:Date} >= 92, 'Utilisateurs : 92 jours au plus ; au-delà, par mois ou par année scolaire. ',
            oubliees > 0, 'Utilisateurs : les personnes de plus de 13 mois ne sont plus gardées. ',
            ''))
        FROM
        (
            SELECT dimension, visites FROM perimetre(@portee, genre = 'annee') WHERE debut >= aout AND debut < avant_aout
            UNION ALL
            SELECT dimension, visites FROM perimetre(@portee, genre = 'mois')
            WHERE debut >= premier AND debut < avant_premier AND (debut < aout OR debut >= avant_aout)
            UNION ALL
            SELECT dimension, visites FROM perimetre(@portee, genre = 'jour') WHERE debut < premier OR debut >= avant_premier
        ) AS p
        WHERE dimension = 'total' AND {genre:String} != ''
    ) AS total
SELECT
    {du:Date} AS du,
    {au:Date} AS au,
    v.visites AS visites,
    if(v.pourquoi = '', toNullable(u.utilisateurs), NULL) AS utilisateurs,
    e.vues AS ecoles_vues,
    trimRight(concat(v.pourquoi, if(ifNull({au:Date} > clos, 1), 'Les derniers jours peuvent encore changer.', ''))) AS remarque
FROM (SELECT t.1 AS visites, t.2 AS pourquoi FROM (SELECT total AS t) WHERE visites > 0) AS v
-- Whole weeks stand for their days, of which they say who was seen; days are read at both ends alone.
CROSS JOIN
(
    SELECT sum(n) AS utilisateurs
    FROM
    (
        SELECT projet, uniqExact(visiteur) AS n
        FROM presence
        WHERE total.2 = ''
          AND (genre = 'semaine' AND debut BETWEEN {du:Date} AND {au:Date} - 6
               OR genre = 'jour' AND debut BETWEEN {du:Date} AND {au:Date} AND (toMonday(debut) < {du:Date} OR toMonday(debut) + 6 > {au:Date}))
          AND uai IN (SELECT uai FROM ecole_recensee(@portee))
          AND ({projet:String} = '' OR projet = {projet:String})
        GROUP BY projet
    )
) AS u
CROSS JOIN
(
    SELECT count() AS vues
    FROM
    (
        SELECT s.uai AS uai
        FROM ecole_periode AS s
        WHERE (genre = 'annee' AND debut >= aout AND debut < avant_aout
               OR genre = 'mois' AND debut >= premier AND debut < avant_premier AND (debut < aout OR debut >= avant_aout)
               OR genre = 'semaine' AND debut BETWEEN {du:Date} AND {au:Date} - 6 AND (debut + 6 < premier OR debut >= avant_premier)
               OR genre = 'jour' AND debut BETWEEN {du:Date} AND {au:Date} AND (debut < premier OR debut >= avant_premier)
                  AND (toMonday(debut) < {du:Date} OR toMonday(debut) + 6 > {au:Date} OR toMonday(debut) + 6 >= premier AND toMonday(debut) < avant_premier))
          AND s.visites > 0
          AND ({projet:String} = '' OR projet = {projet:String})
        GROUP BY uai
    )
    WHERE uai IN (SELECT uai FROM ecole_recensee(@portee))
) AS e
