-- Periods to make again: their days were rebuilt since. A day that is rebuilt to the same rows makes its periods again too.
CREATE OR REPLACE VIEW periode_sale AS
SELECT genre, debut, voulue.empreinte AS empreinte
FROM
(
    SELECT g.1 AS genre, g.2 AS debut, groupBitXor(cityHash64(jour, vus, generation, fait)) AS empreinte
    FROM
    (
        SELECT jour, argMax(d.vus, d.reconstruit) AS vus, argMax(d.generation, d.reconstruit) AS generation,
            max(d.reconstruit) AS fait
        FROM jour_reconstruit AS d GROUP BY jour
    )
    ARRAY JOIN [
        ('jour', jour),
        ('semaine', toMonday(jour)),
        ('mois', toStartOfMonth(jour)),
        ('annee', makeDate(toYear(jour) - (toMonth(jour) < 8), 8, 1))] AS g
    GROUP BY genre, debut
) AS voulue
LEFT JOIN
(
    SELECT toString(genre) AS genre, debut, argMax(p.empreinte, p.reconstruit) AS empreinte, count() AS fois
    FROM periode_reconstruite AS p GROUP BY genre, debut
) AS faite USING (genre, debut)
WHERE faite.fois = 0 OR voulue.empreinte != faite.empreinte
