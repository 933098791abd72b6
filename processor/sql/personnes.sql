-- Users of each group: a row of presence is one person under one profil.
WITH @dimensions AS dimensions
SELECT uai, projet, d.1 AS dimension, d.2 AS utilisateurs
FROM
(
    SELECT uai, projet,
        countResample(0, {profils:UInt8}, 1)(p) AS par_p,
        countResampleArray(1, {profil_appareil_fin:UInt8}, 1)(arrayMap(a -> toUInt8(p * {appareils:UInt8} + a), bitPositionsToArray(appareils))) AS par_pa,
        countResampleArray(1, {systemes_fin:UInt8}, 1)(bitPositionsToArray(systemes)) AS par_o,
        countResampleArray(1, {navigateurs_fin:UInt8}, 1)(bitPositionsToArray(navigateurs)) AS par_b,
        countResampleArray(1, {profil_service_fin:UInt8}, 1)(arrayMap(s -> toUInt8(p * {services:UInt8} + s), bitPositionsToArray(services))) AS par_ps
    FROM (SELECT *, toUInt8(profil) - 1 AS p FROM presence_suivante)
    GROUP BY uai, projet
    SETTINGS optimize_aggregation_in_order = 1
)
ARRAY JOIN dimensions(par_p, par_o, par_b, par_pa, par_ps) AS d
