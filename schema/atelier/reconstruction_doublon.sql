CREATE MATERIALIZED VIEW reconstruction_doublon TO doublon_suivant AS
SELECT d.1 AS recu, projet, sum(d.2) AS n
FROM reconstruction
ARRAY JOIN doublons AS d
GROUP BY recu, projet
