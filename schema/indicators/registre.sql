-- The ledger of what was judged, a line a projet, day of reception and reason; what the log still holds is added by its
-- reader. en_attente: accepted, and the marker's day is to be rebuilt. ecart: accepted and neither counted, doublon nor
-- waiting; anything but 0 is a loss or a double count.
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
    SELECT
        projet, recu, jour, 'compte' AS verdict, '' AS champ,
        acceptes.n AS n,
        decompte.comptes AS comptes,
        decompte.doublons AS doublons,
        if(jour IN (SELECT jour FROM jour_sale),
           toInt64(acceptes.n) - toInt64(decompte.comptes) - toInt64(decompte.doublons), 0) AS attente
    FROM (SELECT projet, recu, jour, sum(r.n) AS n FROM recu AS r WHERE verdict = 'compte' GROUP BY projet, recu, jour) AS acceptes
    FULL OUTER JOIN decompte USING (projet, recu, jour)
    UNION ALL
    SELECT projet, recu, jour, toString(verdict), champ, sum(r.n), 0, 0, 0
    FROM recu AS r WHERE verdict != 'compte' GROUP BY projet, recu, jour, verdict, champ
) AS l
GROUP BY projet, recu, verdict, champ
