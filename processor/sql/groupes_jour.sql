-- Visits and time of each group of a day. A visit is in several: all, its profil, its appareil, os, navigateur, its profil
-- with its appareil. Visits alike are first put together.
SELECT uai, projet, groupe, sum(n) AS visites, 0 AS utilisateurs, sum(ms) AS duree
FROM
(
    SELECT uai, projet, toUInt8(profil) AS p, toUInt8(appareil) AS a, toUInt8(os) AS o, toUInt8(navigateur) AS m,
        count() AS n, sum(duree) AS ms
    FROM visit
    WHERE jour = {debut:Date}
    GROUP BY uai, projet, p, a, o, m
)
ARRAY JOIN [toUInt8(1), {avant:Array(UInt8)}[1] + p, {avant:Array(UInt8)}[3] + a, {avant:Array(UInt8)}[4] + o,
    {avant:Array(UInt8)}[5] + m, {avant:Array(UInt8)}[6] + (p - 1) * {appareils:UInt8} + a]::Array(UInt8) AS groupe
GROUP BY uai, projet, groupe
