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
    SELECT projet, recu, jour, 'compte' AS verdict, '' AS champ, a.n AS n, a.comptes AS comptes, a.doublons AS doublons,
        toInt64(a.n) - toInt64(a.comptes) - toInt64(a.doublons) AS reste,
        if(reste < 0 OR jour IN (SELECT jour FROM jour_sale), reste, 0) AS attente
    FROM
    (
        -- Not a join of the two: days of reception that are not asked are left out before they are summed.
        SELECT projet, recu, jour, sum(t.n) AS n, sum(t.comptes) AS comptes, sum(t.doublons) AS doublons
        FROM
        (
            SELECT projet, recu, jour, n, 0 AS comptes, 0 AS doublons FROM recu WHERE verdict = 'compte'
            UNION ALL
            SELECT projet, recu, jour, 0, comptes, doublons FROM decompte
        ) AS t
        GROUP BY projet, recu, jour
    ) AS a
    UNION ALL
    SELECT projet, recu, jour, toString(verdict), champ, sum(r.n), 0, 0, 0, 0
    FROM recu AS r WHERE verdict != 'compte' GROUP BY projet, recu, jour, verdict, champ
) AS l
GROUP BY projet, recu, verdict, champ
