-- Users of each group of a period whatever their profil: a person of two profils in a school is one.
SELECT uai, projet, g.1 AS groupe, 0 AS visites, g.2 AS utilisateurs, 0 AS duree
FROM
(
    SELECT uai, projet, count() AS tous,
        sumForEach(arrayMap(k -> toUInt32(bitTest(services, k)), range(1, {services:UInt8} + 1))) AS par_service,
        sumForEach(arrayMap(k -> toUInt32(bitTest(appareils, k)), range(1, {appareils:UInt8} + 1))) AS par_appareil,
        sumForEach(arrayMap(k -> toUInt32(bitTest(systemes, k)), range(1, {systemes:UInt8} + 1))) AS par_systeme,
        sumForEach(arrayMap(k -> toUInt32(bitTest(navigateurs, k)), range(1, {navigateurs:UInt8} + 1))) AS par_navigateur
    FROM
    (
        SELECT uai, projet, visiteur,
            groupBitOr(p.services) AS services, groupBitOr(p.appareils) AS appareils,
            groupBitOr(p.systemes) AS systemes, groupBitOr(p.navigateurs) AS navigateurs
        FROM presence_suivante AS p
        GROUP BY uai, projet, visiteur
        SETTINGS optimize_aggregation_in_order = 1
    )
    GROUP BY uai, projet
)
ARRAY JOIN arrayFilter(x -> x.2 > 0, arrayConcat(
    [(toUInt8(1), tous)],
    arrayMap((n, k) -> (toUInt8({avant:Array(UInt8)}[2] + k), n), par_service, arrayEnumerate(par_service)),
    arrayMap((n, k) -> (toUInt8({avant:Array(UInt8)}[3] + k), n), par_appareil, arrayEnumerate(par_appareil)),
    arrayMap((n, k) -> (toUInt8({avant:Array(UInt8)}[4] + k), n), par_systeme, arrayEnumerate(par_systeme)),
    arrayMap((n, k) -> (toUInt8({avant:Array(UInt8)}[5] + k), n), par_navigateur, arrayEnumerate(par_navigateur)))) AS g
