-- A day of markers: persons of 12 markers, in three sittings of four spread over 7 hours (12:30 to 19:30 in Paris), in
-- 28,000 schools, few of them large, a projet a département. One marker in 125 is a doublon: it bears the id of the one before, a while later.
INSERT INTO marker
SELECT
    toDate({jour:Date}) AS jour,
    if(toHour(toTimeZone(t, 'Europe/Paris')) >= 19, 'soir', 'journee') AS tranche,
    leftPad(toString(10001 + ecole * 97), 7, '0') || substring('ABCDEFGHJKLMNPRSTUVWXYZ', 1 + (10001 + ecole * 97) % 23, 1) AS uai,
    'ENT' || leftPad(toString(1 + ecole % 95), 3, '0') AS projet,
    toInt8(1 + cityHash64(personne, 2) % 5) AS profil,
    cityHash64(personne, 3) AS visiteur,
    fromUnixTimestamp64Milli(toInt64({depart:Int64} + cityHash64(personne, intDiv(i, 4)) % 24000000
        + (i % 4) * (30000 + cityHash64(personne) % 240000) + cityHash64(number) % 9000)) AS t,
    toUInt32(if(doublon, 4000, number % 500)) AS age,
    cityHash64(toUInt64(number - doublon), 4) AS id,
    toInt8(1 + cityHash64(number, 5) % 26) AS service,
    toInt8(1 + cityHash64(personne, 6) % 4) AS appareil,
    toInt8(1 + cityHash64(personne, 7) % 7) AS os,
    toInt8(1 + cityHash64(personne, 8) % 10) AS navigateur,
    toInt8(1 + (number % 5 > 0)) AS action,
    if(number % 9 = 0, 'OUTIL_' || toString(number % 30), '') AS outil,
    1 AS fuseau
FROM
(
    SELECT
        number, intDiv(number, 12) AS personne, number % 12 AS i, i % 4 > 0 AND cityHash64(number, 1) % 94 = 0 AS doublon,
        toUInt32(pow(cityHash64(personne) % 1000003 / 1000003, 2) * 28000) AS sienne,
        if(cityHash64(personne, 9) % 25 = 0 AND intDiv(i, 4) = 2, if(sienne < 95, sienne + 95, sienne - 95), sienne) AS ecole
    FROM numbers({marqueurs:UInt64})
)
