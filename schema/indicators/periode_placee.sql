-- Periods whose schools reference data place (deplacee) or count otherwise than when they were made. It reads every period: to be asked
-- when those changed, not all the time.
CREATE OR REPLACE VIEW periode_placee AS
SELECT genre, debut, faite.empreinte AS empreinte, toUInt8(voulue.territoires != faite.territoires) AS deplacee
FROM
(
    SELECT toString(genre) AS genre, debut, sum(lieu.empreinte) AS territoires, sum(lieu.recensee) AS recensement
    FROM ecole_periode INNER JOIN lieu USING (uai)
    GROUP BY genre, debut
) AS voulue
INNER JOIN
(
    SELECT toString(genre) AS genre, debut, argMax(p.empreinte, p.reconstruit) AS empreinte,
        argMax(p.territoires, p.reconstruit) AS territoires, argMax(p.recensement, p.reconstruit) AS recensement
    FROM periode_reconstruite AS p GROUP BY genre, debut
) AS faite USING (genre, debut)
WHERE voulue.territoires != faite.territoires OR voulue.recensement != faite.recensement
