-- `jour_sale` from a week before `du` to a week after `au`.
CREATE OR REPLACE VIEW jour_sale_portee AS
SELECT jour, juges.vus AS vus, juges.generation AS generation
FROM jour_juge_portee(@portee) AS juges
FULL OUTER JOIN
(
    SELECT jour, argMax(d.vus, d.reconstruit) AS vus, argMax(d.generation, d.reconstruit) AS generation
    FROM jour_reconstruit AS d
    GROUP BY jour
) AS faits USING (jour)
WHERE (juges.vus, juges.generation) != (faits.vus, faits.generation)
  AND (juges.propres > 0 OR faits.vus > 0)
  AND jour NOT IN (SELECT jour FROM purge)
  AND jour BETWEEN {du:Date} - 7 AND {au:Date} + 7
