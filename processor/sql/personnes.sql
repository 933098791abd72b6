-- Users of each group of a school: a row of presence is one person under one profil.
SELECT uai, projet,
    (
        countResample(0, {profils:UInt8}, 1)(p),
        countResampleArray(1, {systemes_fin:UInt8}, 1)(bitPositionsToArray(systemes)),
        countResampleArray(1, {navigateurs_fin:UInt8}, 1)(bitPositionsToArray(navigateurs)),
        countResampleArray(1, {profil_appareil_fin:UInt8}, 1)(arrayMap(a -> toUInt8(p * {appareils:UInt8} + a), bitPositionsToArray(appareils))),
        countResampleArray(1, {profil_service_fin:UInt8}, 1)(arrayMap(s -> toUInt8(p * {services:UInt8} + s), bitPositionsToArray(services)))
    ) AS utilisateurs
FROM (SELECT *, toUInt8(profil) - 1 AS p FROM presence_suivante)
GROUP BY uai, projet
