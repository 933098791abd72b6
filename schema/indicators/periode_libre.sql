-- Du premier au dernier jour demandés, quels qu'ils soient : visites, personnes différentes, établissements vus. Les utilisateurs
-- sont comptés sur les personnes, dans une même année scolaire (leur clé change le 1er août), sur 92 jours au plus et tant
-- qu'elles sont gardées, 13 mois ; sinon ils manquent, et la remarque dit pourquoi.
CREATE OR REPLACE VIEW periode_libre AS
WITH
    (SELECT argMax(jours_clos, dit) FROM fraicheur) AS clos,
    -- min alone is known without reading; of no row, it is 1970.
    (SELECT min(debut) FROM presence WHERE genre = 'jour') AS gardees,
    jours AS
    (
        SELECT debut, sum(p.visites) AS visites
        FROM perimetre(genre = 'jour', du = {du:Date}, au = {au:Date}, code_academie = {code_academie:String},
            code_departement = {code_departement:String}, circonscription = {circonscription:String}, code_commune = {code_commune:String},
            uai = {uai:String}, projet = {projet:String}, degre = {degre:String}, secteur = {secteur:String}) AS p
        WHERE dimension = 'total' AND {genre:String} != ''
        GROUP BY debut
    ),
    (SELECT (sum(j.visites), countIf(j.visites > 0 AND (gardees = toDate(0) OR j.debut < gardees))) FROM jours AS j) AS total,
    multiIf(
        toYear({du:Date} - toIntervalMonth(7)) != toYear({au:Date} - toIntervalMonth(7)),
            'Utilisateurs : deux années scolaires, où une même personne compterait deux fois. ',
        {au:Date} - {du:Date} >= 92, 'Utilisateurs : 92 jours au plus ; au-delà, par mois ou par année scolaire. ',
        total.2 > 0, 'Utilisateurs : les personnes de plus de 13 mois ne sont plus gardées. ',
        '') AS pourquoi
SELECT
    {du:Date} AS du,
    {au:Date} AS au,
    v.visites AS visites,
    if(pourquoi = '', toNullable(u.utilisateurs), NULL) AS utilisateurs,
    e.vues AS ecoles_vues,
    trimRight(concat(pourquoi, if(ifNull({au:Date} > clos, 1), 'Les derniers jours peuvent encore changer.', ''))) AS remarque
FROM (SELECT total.1 AS visites WHERE visites > 0) AS v
-- Whole weeks stand for their days, of which they say who was seen; days are read at both ends alone.
CROSS JOIN
(
    SELECT sum(n) AS utilisateurs
    FROM
    (
        SELECT projet, uniqExact(visiteur) AS n
        FROM presence
        WHERE pourquoi = ''
          AND (genre = 'semaine' AND debut BETWEEN {du:Date} AND {au:Date} - 6
               OR genre = 'jour' AND debut BETWEEN {du:Date} AND {au:Date} AND (toMonday(debut) < {du:Date} OR toMonday(debut) + 6 > {au:Date}))
          AND uai IN (SELECT uai FROM ecoles_portee(@portee))
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
        WHERE (genre = 'semaine' AND debut BETWEEN {du:Date} AND {au:Date} - 6
               OR genre = 'jour' AND debut BETWEEN {du:Date} AND {au:Date} AND (toMonday(debut) < {du:Date} OR toMonday(debut) + 6 > {au:Date}))
          AND s.visites > 0
          AND ({projet:String} = '' OR projet = {projet:String})
        GROUP BY uai
    )
    WHERE uai IN (SELECT uai FROM ecoles_portee(@portee))
) AS e
