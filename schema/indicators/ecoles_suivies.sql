-- Schools seen, or declared by a projet, in the last complete period asked: its figures, and the visits of the twelve periods up to it,
-- before or at it, `visites_12`. declaree: by the projet asked, or by any. projets: all those that ever declare it. silencieuse: seen in the four periods
-- before, not in this one.
CREATE OR REPLACE VIEW ecoles_suivies AS
WITH
    (
        SELECT (derniere.1, derniere.2, derniere.3, arraySlice(arraySort(arrayFilter(d -> d <= derniere.1, mesurees)), -12))
        FROM
        (
            SELECT groupUniqArray(debut) AS mesurees, (SELECT argMax((debut, provisoire, fin), (provisoire = 0, debut)) FROM periodes(@portee)) AS derniere
            FROM periode_reconstruite
            WHERE genre = {genre:String}
        )
    ) AS reperes
SELECT uai, reperes.1 AS debut, reperes.2 AS provisoire, projets, declaree, utilisateurs, duree,
    douze[12] AS visites, arraySlice(douze, 13 - length(reperes.4)) AS visites_12, toUInt8(visites = 0 AND arraySum(arraySlice(douze, 8, 4)) > 0) AS silencieuse
FROM
(
    SELECT uai,
        groupUniqArrayIf(s.declarant, s.inscrite = 1) AS projets,
        toUInt8(countIf(s.inscrite = 1 AND s.depuis <= reperes.3 AND ({projet:String} = '' OR s.declarant = {projet:String})) > 0) AS declaree,
        countIf(s.inscrite = 0 AND s.debut = reperes.1) AS lignes,
        sumIf(s.utilisateurs, s.debut = reperes.1) AS utilisateurs,
        sumIf(s.duree, s.debut = reperes.1) AS duree,
        -- One by one: to gather them and then look for each takes four times as long.
        [sumIf(s.visites, s.debut = reperes.4[-12]), sumIf(s.visites, s.debut = reperes.4[-11]), sumIf(s.visites, s.debut = reperes.4[-10]),
         sumIf(s.visites, s.debut = reperes.4[-9]), sumIf(s.visites, s.debut = reperes.4[-8]), sumIf(s.visites, s.debut = reperes.4[-7]),
         sumIf(s.visites, s.debut = reperes.4[-6]), sumIf(s.visites, s.debut = reperes.4[-5]), sumIf(s.visites, s.debut = reperes.4[-4]),
         sumIf(s.visites, s.debut = reperes.4[-3]), sumIf(s.visites, s.debut = reperes.4[-2]), sumIf(s.visites, s.debut = reperes.4[-1])] AS douze
    FROM
    (
        SELECT uai, '' AS declarant, debut, visites, utilisateurs, duree, 0 AS inscrite, toDate32(0) AS depuis
        FROM ecole_periode
        WHERE genre = {genre:String} AND has(reperes.4, debut) AND debut >= reperes.4[1] AND ({projet:String} = '' OR projet = {projet:String})
        UNION ALL
        SELECT uai, projet, toDate(0), 0, 0, 0, 1, depuis FROM inscription
    ) AS s
    WHERE ({code_academie:String} = '' AND {code_departement:String} = '' AND {circonscription:String} = '' AND {code_commune:String} = ''
           AND {uai:String} = '' AND {degre:String} = '' AND {secteur:String} = ''
           OR uai IN (SELECT uai FROM ecole_recensee(@portee)))
    GROUP BY uai
)
WHERE lignes > 0 OR declaree = 1
