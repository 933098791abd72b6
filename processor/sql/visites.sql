-- Rebuilds one local day from its markers: design §3 in one pass, a person's markers being an array.
-- Read: the day, what is at most 5 h before its midnight and at most 4 h after 04:00 of the next, by whole partitions.
-- m: markers in order, as (t, service, appareil, os, navigateur, reception, id). c: the same without doublons.
-- Blocks: a national day is held and written in smaller ones than the engine's own, in a third less memory for the same time.
INSERT INTO reconstruction
WITH
    14400000 AS quatre_heures,
    1800000 AS trente_minutes,
    arrayElement({minuit:Array(Int64)}, fuseau) AS minuit,
    arrayElement({coupure:Array(Int64)}, fuseau) AS coupure,
    arrayElement({minuit_suivant:Array(Int64)}, fuseau) AS minuit_suivant,
    arrayElement({coupure_suivante:Array(Int64)}, fuseau) AS coupure_suivante
SELECT
    {jour:Date} AS jour, uai, projet, visiteur, profil,
    -- A run of markers without a gap gives the day at most one visit: from its start when it starts this day, else from
    -- the cut of 04:00 when it comes from the day before; to the cut of the next day.
    if(c[1].1 >= minuit AND c[-1].1 < minuit_suivant, suites,
        arrayFilter(v -> notEmpty(v),
            arrayMap(r -> arrayFilter(x -> x.1 >= if(r[1].1 < minuit, coupure, minuit)
                                       AND x.1 < if(r[1].1 < minuit_suivant, coupure_suivante, minuit), r), suites))) AS visites,
    -- Received on one day, as nearly all are, they are one row.
    multiIf(NOT sans_doublon, arrayConcat(
            arrayMap(r -> (toDate(intDiv(r, 1000), 'Europe/Paris'), toInt64(1), toInt64(1)), recus),
            arrayMap(x -> (toDate(intDiv(x.6, 1000), 'Europe/Paris'), toInt64(0), toInt64(-1)),
                arrayFilter(x -> x.1 >= minuit AND x.1 < minuit_suivant, uniques))),
        premier_recu = dernier_recu, [(premier_recu, toInt64(length(recus)), toInt64(0))],
        arrayMap(r -> (toDate(intDiv(r, 1000), 'Europe/Paris'), toInt64(1), toInt64(0)), recus)) AS juges
FROM
(
    SELECT *, if(sans_doublon, m, arraySort(uniques)) AS comptes,
        arrayFilter((r, t) -> t >= minuit AND t < minuit_suivant, m.6, m.1) AS recus,
        toDate(intDiv(arrayMin(recus), 1000), 'Europe/Paris') AS premier_recu,
        toDate(intDiv(arrayMax(recus), 1000), 'Europe/Paris') AS dernier_recu,
        arrayZip(comptes.1, comptes.2, comptes.3, comptes.4, comptes.5) AS c,
        arraySplit((x, ecart) -> ecart >= trente_minutes, c, arrayDifference(c.1)) AS suites
    FROM
    (
        SELECT *,
            arrayUniq(m.7) = length(m) AS sans_doublon,
            -- Of one id, two copies in one block of 4 h are at most 4 h apart: only the first of a block, in the order
            -- of receptions, may count. Those whose id is in several blocks are then compared with its copies, id by id.
            if(sans_doublon, [], arraySort(x -> (x.7, intDiv(x.1, quatre_heures), x.6, x.1, x.2, x.3, x.4, x.5), m)) AS s,
            arrayFilter((x, p) -> x.7 != p.7 OR intDiv(x.1, quatre_heures) != intDiv(p.1, quatre_heures),
                s, arrayPopBack(arrayPushFront(s, (0, 0, 0, 0, 0, 0, 0)))) AS premiers,
            arraySplit((x, p) -> x.7 != p.7, s, arrayPopBack(arrayPushFront(s, (0, 0, 0, 0, 0, 0, 0)))) AS copies,
            arraySplit((x, p) -> x.7 != p.7, premiers, arrayPopBack(arrayPushFront(premiers, (0, 0, 0, 0, 0, 0, 0)))) AS candidats,
            arrayFlatten(arrayMap((xs, ys) -> arrayFilter(x -> length(xs) = 1 OR NOT arrayExists(y -> abs(y.1 - x.1) <= quatre_heures
                AND (y.6, y.1, y.2, y.3, y.4, y.5) < (x.6, x.1, x.2, x.3, x.4, x.5), ys), xs), candidats, copies)) AS uniques
        FROM
        (
            SELECT uai, projet, visiteur, profil, any(fuseau) AS fuseau,
                arraySort(groupArray((toUnixTimestamp64Milli(t), toInt8(service), toInt8(appareil), toInt8(os), toInt8(navigateur),
                    toUnixTimestamp64Milli(t) + age, id))) AS m
            FROM marker
            WHERE (jour, tranche) IN (({jour:Date} - 1, 'soir'), ({jour:Date}, 'matin'), ({jour:Date}, 'journee'),
                                      ({jour:Date}, 'soir'), ({jour:Date} + 1, 'matin'))
            GROUP BY uai, projet, profil, visiteur
        )
    )
)
SETTINGS optimize_aggregation_in_order = 1, parallel_view_processing = 1, max_insert_threads = 2,
    max_block_size = 16384, min_insert_block_size_rows = 524288, min_insert_block_size_bytes = 134217728
