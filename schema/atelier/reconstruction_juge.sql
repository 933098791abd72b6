CREATE MATERIALIZED VIEW reconstruction_juge TO juge_suivant AS
SELECT j.1 AS recu, projet, sum(j.2) AS n, sum(j.3) AS doublons
FROM reconstruction
ARRAY JOIN juges AS j
GROUP BY recu, projet
