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
SELECT e.uai AS uai, reperes.1 AS debut, reperes.2 AS provisoire, e.declarations.1 AS projets, e.effectif AS effectif,
    arrayExists(d -> d.2 <= reperes.3 AND ({projet:String} = '' OR d.1 = {projet:String}), e.declarations) AS declaree,
    s.utilisateurs AS utilisateurs, s.duree AS duree, s.par_age[1] AS visites, arrayReverse(arrayResize(s.par_age, length(reperes.4))) AS visites_12,
    toUInt8(visites = 0 AND arraySum(arraySlice(s.par_age, 2, 4)) > 0) AS silencieuse
FROM ecole_recensee(@portee) AS e
LEFT JOIN
(
    SELECT uai, countIf(age = 0) AS lignes, sumIf(p.utilisateurs, age = 0) AS utilisateurs, sumIf(p.duree, age = 0) AS duree,
        sumResample(0, 12, 1)(p.visites, age) AS par_age
    FROM
    (
        -- age: of the last period, 0.
        SELECT uai, visites, utilisateurs, duree, length(reperes.4) - indexOf(reperes.4, debut) AS age
        FROM ecole_periode
        WHERE genre = {genre:String} AND has(reperes.4, debut) AND debut >= reperes.4[1] AND ({projet:String} = '' OR projet = {projet:String})
          AND ({code_academie:String} = '' AND {code_departement:String} = '' AND {circonscription:String} = '' AND {code_commune:String} = ''
               AND {uai:String} = '' AND {degre:String} = '' AND {secteur:String} = ''
               OR uai IN (SELECT uai FROM ecole_recensee(@portee)))
    ) AS p
    GROUP BY uai
) AS s ON s.uai = e.uai
WHERE s.lignes > 0 OR declaree = 1
