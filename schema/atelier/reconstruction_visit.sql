-- Time in a service: from each of its markers to the next of the visit, 0 for the last.
CREATE MATERIALIZED VIEW reconstruction_visit TO visit_suivant AS
SELECT
    jour, uai, projet, visiteur, profil,
    fromUnixTimestamp64Milli(v[1].1)      AS debut,
    toUInt32(v[-1].1 - v[1].1)            AS duree,
    length(v)                             AS marqueurs,
    codes                                 AS services,
    arrayMap(k -> toUInt32(arraySum((x, d) -> if(x = k, d, 0), v.2, temps)), codes) AS durees,
    v[1].3                                AS appareil,
    v[1].4                                AS os,
    v[1].5                                AS navigateur
FROM
(
    SELECT
        jour, uai, projet, visiteur, profil, v,
        arraySort(arrayDistinct(v.2)) AS codes,
        arrayPushBack(arrayPopFront(arrayDifference(v.1)), 0) AS temps
    FROM reconstruction
    ARRAY JOIN visites AS v
)
