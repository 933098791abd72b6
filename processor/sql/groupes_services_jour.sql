-- Visits with each service and the time spent in it, of a day; by profil too.
SELECT uai, projet, groupe, sum(n) AS visites, 0 AS utilisateurs, sum(ms) AS duree
FROM
(
    SELECT uai, projet, toUInt8(profil) AS p, toUInt8(service) AS s, count() AS n, sum(temps) AS ms
    FROM visit
    ARRAY JOIN services AS service, durees AS temps
    WHERE jour = {debut:Date}
    GROUP BY uai, projet, p, s
)
ARRAY JOIN [{avant:Array(UInt8)}[2] + s, {avant:Array(UInt8)}[7] + (p - 1) * {services:UInt8} + s]::Array(UInt8) AS groupe
GROUP BY uai, projet, groupe
