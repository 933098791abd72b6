-- Users of each group of a period that has a profil: a row of presence is one person under one profil.
-- n: users by bit, so by the number of each code; a code nobody had has no row.
INSERT INTO groupe_suivant
SELECT uai, projet, groupe.1, groupe.2, 0, groupe.3, 0
FROM
(
    SELECT uai, projet, toString(profil) AS profil, count() AS tous,
        sumForEach(arrayMap(k -> toUInt64(bitTest(services, k)), arrayEnumerate({services:Array(String)}))) AS par_service,
        sumForEach(arrayMap(k -> toUInt64(bitTest(appareils, k)), arrayEnumerate({appareils:Array(String)}))) AS par_appareil
    FROM presence_suivante
    GROUP BY uai, projet, profil
    SETTINGS optimize_aggregation_in_order = 1
)
ARRAY JOIN arrayFilter(x -> x.3 > 0, arrayConcat(
    [('profil', profil, tous)],
    arrayMap((code, n) -> ('profil_service', profil || ' ' || code, n), {services:Array(String)}, par_service),
    arrayMap((code, n) -> ('profil_appareil', profil || ' ' || code, n), {appareils:Array(String)}, par_appareil))) AS groupe
