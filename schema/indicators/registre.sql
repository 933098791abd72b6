-- The ledger of what was judged, a line a projet, day of reception and reason; what the log still holds is added by its
-- reader. en_attente: accepted, and the marker's day is to be rebuilt; less than 0 when a rebuild found markers that are not
-- counted as received yet: those of a batch that another process is inserting, which the log still holds, or a double count.
-- ecart: accepted and neither counted, doublon nor waiting; anything but 0 is a loss.
CREATE OR REPLACE VIEW registre AS
SELECT
    projet, recu, verdict, champ,
    sum(l.n) AS n,
    sum(l.comptes) AS comptes,
    sum(l.doublons) AS doublons,
    sum(l.attente) AS en_attente,
    sum(if(verdict = 'compte', abs(toInt64(l.n) - toInt64(l.comptes) - toInt64(l.doublons) - l.attente), 0)) AS ecart
FROM
(
    WITH toInt64(acceptes.n) - toInt64(decompte.comptes) - toInt64(decompte.doublons) AS reste
    SELECT
        projet, recu, jour, 'compte' AS verdict, '' AS champ,
        acceptes.n AS n,
        decompte.comptes AS comptes,
        decompte.doublons AS doublons,
        if(reste < 0 OR jour IN (SELECT jour FROM jour_sale), reste, 0) AS attente
    FROM (SELECT projet, recu, jour, sum(r.n) AS n FROM recu AS r WHERE verdict = 'compte' GROUP BY projet, recu, jour) AS acceptes
    FULL OUTER JOIN decompte USING (projet, recu, jour)
    UNION ALL
    SELECT projet, recu, jour, toString(verdict), champ, sum(r.n), 0, 0, 0
    FROM recu AS r WHERE verdict != 'compte' GROUP BY projet, recu, jour, verdict, champ
) AS l
GROUP BY projet, recu, verdict, champ
