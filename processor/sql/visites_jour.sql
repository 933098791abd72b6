-- Visits of a day and their time, in each group. A visit is in several: all, its profil, each of its services, its appareil,
-- os, navigateur, and its profil with its appareil, with each of its services.
WITH
    @dimensions AS dimensions,
    par_pa -> arrayMap(p -> arraySum(arraySlice(par_pa, 1 + p * {appareils:UInt8}, {appareils:UInt8})), range({profils:UInt8})) AS profils
SELECT uai, projet, d.1 AS dimension, d.2 AS visites, e.2 AS durees
FROM
(
    SELECT uai, projet,
        countResample(1, {profil_appareil_fin:UInt8}, 1)(pa) AS par_pa, sumResample(1, {profil_appareil_fin:UInt8}, 1)(duree, pa) AS ms_pa,
        countResample(1, {systemes_fin:UInt8}, 1)(o) AS par_o, sumResample(1, {systemes_fin:UInt8}, 1)(duree, o) AS ms_o,
        countResample(1, {navigateurs_fin:UInt8}, 1)(b) AS par_b, sumResample(1, {navigateurs_fin:UInt8}, 1)(duree, b) AS ms_b,
        countResampleArray(1, {profil_service_fin:UInt8}, 1)(ps) AS par_ps, sumResampleArray(1, {profil_service_fin:UInt8}, 1)(durees, ps) AS ms_ps
    FROM
    (
        SELECT uai, projet, duree, durees, toUInt8(profil) - 1 AS p,
            toUInt8(p * {appareils:UInt8} + toUInt8(appareil)) AS pa, toUInt8(os) AS o, toUInt8(navigateur) AS b,
            arrayMap(s -> toUInt8(p * {services:UInt8} + toUInt8(s)), services) AS ps
        FROM visit
        WHERE jour = {debut:Date}
    )
    GROUP BY uai, projet
    SETTINGS optimize_aggregation_in_order = 1
)
ARRAY JOIN dimensions(profils(par_pa), par_o, par_b, par_pa, par_ps) AS d, dimensions(profils(ms_pa), ms_o, ms_b, ms_pa, ms_ps) AS e
