-- Says of periods what they are made of: their days, for those made whole (empreinte), and where the directory puts their schools.
INSERT INTO periode_reconstruite
SELECT genre, debut, ifNull(d.empreinte, faite.empreinte), lieux.territoires, lieux.recensement, @reconstruit
FROM
(
    SELECT p.1 AS genre, p.2 AS debut, toUInt64OrNull(p.3) AS empreinte
    FROM (SELECT arrayJoin(arrayZip({genres:Array(String)}, {debuts:Array(Date)}, {empreintes:Array(String)})) AS p)
) AS d
LEFT JOIN
(
    SELECT toString(genre) AS genre, debut, sum(l.empreinte) AS territoires, sum(l.recensee) AS recensement
    FROM (SELECT genre, debut, uai FROM ecole_periode WHERE @periodes) AS e INNER JOIN ecole_placee_suivante AS l USING (uai)
    GROUP BY genre, debut
) AS lieux USING (genre, debut)
LEFT JOIN
(
    SELECT toString(genre) AS genre, debut, argMax(p.empreinte, p.reconstruit) AS empreinte
    FROM (SELECT genre, debut, empreinte, reconstruit FROM periode_reconstruite WHERE @periodes) AS p
    GROUP BY genre, debut
) AS faite USING (genre, debut)
