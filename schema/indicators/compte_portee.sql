-- What was accepted of each projet, by days of reception from `du` to `au`: a marker's day is at most three from it. en_attente, ecart:
-- see `registre`.
CREATE OR REPLACE VIEW compte_portee AS
SELECT projet, recu, sum(j.n) AS n, sum(j.comptes) AS comptes, sum(j.doublons) AS doublons, sum(j.attente) AS en_attente,
    abs(toInt64(n) - toInt64(comptes) - toInt64(doublons) - en_attente) AS ecart
FROM
(
    SELECT projet, recu, a.n AS n, a.comptes AS comptes, a.doublons AS doublons,
        toInt64(a.n) - toInt64(a.comptes) - toInt64(a.doublons) AS reste,
        if(reste < 0 OR jour IN (SELECT jour FROM jour_sale_portee(@portee)), reste, 0) AS attente
    FROM
    (
        -- Not a join of the two: days of reception that are not asked are left out before they are summed.
        SELECT projet, recu, jour, sum(t.n) AS n, sum(t.comptes) AS comptes, sum(t.doublons) AS doublons
        FROM
        (
            SELECT projet, recu, jour, n, 0 AS comptes, 0 AS doublons FROM recu WHERE verdict = 'compte'
            UNION ALL
            -- Told from the day of the marker too, by which they are kept.
            SELECT projet, recu, jour, 0, comptes, doublons FROM decompte_jour WHERE jour BETWEEN {du:Date} - 7 AND {au:Date} + 7
        ) AS t
        WHERE recu BETWEEN {du:Date} AND {au:Date}
        GROUP BY projet, recu, jour
    ) AS a
) AS j
GROUP BY projet, recu
