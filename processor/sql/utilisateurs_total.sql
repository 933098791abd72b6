-- Users of each group of a period whatever their profil: a person of two profils in a school is one.
INSERT INTO groupe_suivant
SELECT uai, projet, groupe.1, groupe.2, 0, groupe.3, 0
FROM
(
    SELECT uai, projet, count() AS tous,
        sumForEach(arrayMap(k -> toUInt64(bitTest(services, k)), arrayEnumerate({services:Array(String)}))) AS par_service,
        sumForEach(arrayMap(k -> toUInt64(bitTest(appareils, k)), arrayEnumerate({appareils:Array(String)}))) AS par_appareil,
        sumForEach(arrayMap(k -> toUInt64(bitTest(systemes, k)), arrayEnumerate({systemes:Array(String)}))) AS par_systeme,
        sumForEach(arrayMap(k -> toUInt64(bitTest(navigateurs, k)), arrayEnumerate({navigateurs:Array(String)}))) AS par_navigateur
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
ARRAY JOIN arrayFilter(x -> x.3 > 0, arrayConcat(
    [('total', '', tous)],
    arrayMap((code, n) -> ('service', code, n), {services:Array(String)}, par_service),
    arrayMap((code, n) -> ('appareil', code, n), {appareils:Array(String)}, par_appareil),
    arrayMap((code, n) -> ('os', code, n), {systemes:Array(String)}, par_systeme),
    arrayMap((code, n) -> ('navigateur', code, n), {navigateurs:Array(String)}, par_navigateur))) AS groupe
