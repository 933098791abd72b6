-- Days to rebuild: what was judged of them is not what they were made of. A purged day is never rebuilt.
CREATE OR REPLACE VIEW jour_sale AS
SELECT jour, juges.vus AS vus, juges.generation AS generation
FROM jour_juge AS juges
FULL OUTER JOIN
(
    SELECT jour, argMax(d.vus, d.reconstruit) AS vus, argMax(d.generation, d.reconstruit) AS generation
    FROM jour_reconstruit AS d
    GROUP BY jour
) AS faits USING (jour)
WHERE (juges.vus, juges.generation) != (faits.vus, faits.generation)
  AND (juges.propres > 0 OR faits.vus > 0)
  AND jour NOT IN (SELECT jour FROM purge)
