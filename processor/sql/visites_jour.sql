-- Visits of a day and their time, in each group of a school that others are sums of. A visit is in several: its profil with its
-- appareil, with each of its services, its os, its navigateur. sumCount: both at once take a third less than one after the other.
WITH par_pa -> arrayMap(p -> arraySum(arraySlice(par_pa, 1 + p * {appareils:UInt8}, {appareils:UInt8})), range({profils:UInt8})) AS profils
SELECT uai, projet, (profils(pa.2), o.2, b.2, pa.2, ps.2) AS visites, (profils(pa.1), o.1, b.1, pa.1, ps.1) AS durees
FROM
(
    SELECT uai, projet,
        sumCountResample(1, {profil_appareil_fin:UInt8}, 1)(duree, pa) AS pa,
        sumCountResample(1, {systemes_fin:UInt8}, 1)(duree, toUInt8(os)) AS o,
        sumCountResample(1, {navigateurs_fin:UInt8}, 1)(duree, toUInt8(navigateur)) AS b,
        sumCountResampleArray(1, {profil_service_fin:UInt8}, 1)(durees, ps) AS ps
    FROM
    (
        SELECT uai, projet, duree, durees, os, navigateur, toUInt8(profil) - 1 AS p,
            toUInt8(p * {appareils:UInt8} + toUInt8(appareil)) AS pa,
            toUInt8(p * {services:UInt8}) AS avant, arrayMap(s -> avant + toUInt8(s), services) AS ps
        FROM visit
        WHERE jour = {debut:Date}
    )
    GROUP BY uai, projet
)
