-- Periods whose schools the directory puts elsewhere than when their territories were summed. It reads every period: to be
-- asked when the directory changed, not all the time.
CREATE OR REPLACE VIEW periode_deplacee AS
SELECT genre, debut, faite.empreinte AS empreinte
FROM
(
    SELECT toString(genre) AS genre, debut, sum(lieu.empreinte) AS territoires
    FROM ecole_periode INNER JOIN lieu USING (uai)
    GROUP BY genre, debut
) AS voulue
INNER JOIN
(
    SELECT toString(genre) AS genre, debut, argMax(p.empreinte, p.reconstruit) AS empreinte,
        argMax(p.territoires, p.reconstruit) AS territoires
    FROM periode_reconstruite AS p GROUP BY genre, debut
) AS faite USING (genre, debut)
WHERE voulue.territoires != faite.territoires
