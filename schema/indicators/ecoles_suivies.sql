-- Each period of each school of the scope that was seen, or that a running projet declares: what schools are counted from.
-- Users of one school add up over its projets (a user is of one projet).
CREATE OR REPLACE VIEW ecoles_suivies AS
SELECT debut, uai, sum(s.visites) AS visites, sum(s.utilisateurs) AS utilisateurs, sum(s.duree) AS duree, max(s.declaree) AS declaree
FROM
(
    SELECT debut, uai, visites, utilisateurs, duree, 0 AS declaree
    FROM ecole_periode
    WHERE genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}
      AND uai IN (SELECT uai FROM ecoles_portee(@portee))
      AND ({projet:String} = '' OR projet = {projet:String})
    UNION ALL
    SELECT p.debut, d.uai, 0, 0, 0, 1
    FROM periodes(@portee) AS p
    CROSS JOIN
    (
        SELECT uai, min(i.depuis) AS depuis
        FROM inscription AS i
        WHERE uai IN (SELECT uai FROM ecoles_portee(@portee)) AND ({projet:String} = '' OR projet = {projet:String})
        GROUP BY uai
    ) AS d
    WHERE d.depuis <= p.fin
) AS s
GROUP BY debut, uai
