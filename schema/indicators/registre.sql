-- The ledger of what was judged, a line a projet, day of reception and reason; what the log still holds is added by its
-- reader. en_attente: accepted, and the marker's day is to be rebuilt; less than 0 when a rebuild found markers that are not
-- counted as received yet: those of a batch that another process is inserting, which the log still holds, or a double count.
-- ecart: accepted and neither counted, doublon nor waiting; anything but 0 is a loss.
CREATE OR REPLACE VIEW registre AS
SELECT projet, recu, 'compte' AS verdict, '' AS champ, n, comptes, doublons, en_attente, ecart
FROM compte_portee(du = '1971-01-01', au = '2148-12-31')
UNION ALL
SELECT projet, recu, toString(r.verdict) AS motif, champ, sum(r.n), 0, 0, 0, 0
FROM recu AS r
WHERE r.verdict != 'compte'
GROUP BY projet, recu, motif, champ
