-- Users of each group of a period that has a profil: a row of presence is one person under one profil. n: users by code.
SELECT uai, projet, g.1 AS groupe, 0 AS visites, g.2 AS utilisateurs, 0 AS duree
FROM
(
    SELECT uai, projet, toUInt8(profil) AS p, count() AS tous,
        sumForEach(arrayMap(k -> toUInt32(bitTest(services, k)), range(1, {services:UInt8} + 1))) AS par_service,
        sumForEach(arrayMap(k -> toUInt32(bitTest(appareils, k)), range(1, {appareils:UInt8} + 1))) AS par_appareil
    FROM presence_suivante
    GROUP BY uai, projet, p
)
ARRAY JOIN arrayFilter(x -> x.2 > 0, arrayConcat(
    [(toUInt8({avant:Array(UInt8)}[1] + p), tous)],
    arrayMap((n, k) -> (toUInt8({avant:Array(UInt8)}[7] + (p - 1) * {services:UInt8} + k), n), par_service, arrayEnumerate(par_service)),
    arrayMap((n, k) -> (toUInt8({avant:Array(UInt8)}[6] + (p - 1) * {appareils:UInt8} + k), n), par_appareil, arrayEnumerate(par_appareil)))) AS g
