-- Each school of the scope that was seen, or that a running projet declares, a school a row: its periods, and of each what was
-- counted, in arrays. What is read of a school is joined here, 28,000 times and not as many times as there are periods.
-- Users of one school add up over its projets (a user is of one projet).
CREATE OR REPLACE VIEW suivi AS
WITH (SELECT (groupArray(debut), groupArray(toDate32(fin))) FROM periodes(@portee)) AS mesurees
SELECT uai, debuts, arrayResize(vues, length(debuts)) AS visites, arrayResize(vus, length(debuts)) AS utilisateurs,
    arrayResize(durees, length(debuts)) AS duree,
    arrayMap(d -> toUInt8(depuis <= mesurees.2[indexOf(mesurees.1, d)]), debuts) AS declaree
FROM
(
    SELECT uai, depuis, vues, vus, durees,
        arrayConcat(jours, arrayFilter((d, fin) -> depuis <= fin AND NOT has(jours, d), mesurees.1, mesurees.2)) AS debuts
    FROM
    (
        -- In a period of several projets, a school counts once.
        SELECT uai, depuis, arrayDistinct(lus) AS jours,
            if(length(jours) = length(lus), v, arrayMap(j -> arraySum((d, n) -> if(d = j, n, 0), lus, v), jours)) AS vues,
            if(length(jours) = length(lus), u, arrayMap(j -> arraySum((d, n) -> if(d = j, n, 0), lus, u), jours)) AS vus,
            if(length(jours) = length(lus), t, arrayMap(j -> arraySum((d, n) -> if(d = j, n, 0), lus, t), jours)) AS durees
        FROM
        (
            SELECT uai, min(x.depuis) AS depuis, groupArrayIf(x.debut, vu) AS lus, groupArrayIf(x.visites, vu) AS v,
                groupArrayIf(x.utilisateurs, vu) AS u, groupArrayIf(x.duree, vu) AS t
            FROM
            (
                SELECT uai, 1 AS vu, debut, visites, utilisateurs, duree, toDate32('2299-12-31') AS depuis
                FROM ecole_periode
                WHERE genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date} AND ({projet:String} = '' OR projet = {projet:String})
                UNION ALL
                SELECT uai, 0, toDate(0), 0, 0, 0, depuis FROM inscription WHERE ({projet:String} = '' OR projet = {projet:String})
            ) AS x
            WHERE uai IN (SELECT uai FROM ecoles_portee(@portee))
            GROUP BY uai
        )
    )
)
WHERE notEmpty(debuts)
