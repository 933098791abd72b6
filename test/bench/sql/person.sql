-- A school whose ENT sends one visiteur for all: this many markers of one person, some seconds apart, one in a hundred a
-- doublon. variete: how many different ids they bear; 0 for an id each.
INSERT INTO marker
SELECT
    toDate({jour:Date}), if(toHour(toTimeZone(t, 'Europe/Paris')) >= 19, 'soir', 'journee'), '0010001V', 'ENT00', 3, 1,
    fromUnixTimestamp64Milli(toInt64({depart:Int64} + intDiv(number * 25000000, {marqueurs:UInt64}))) AS t,
    number % 500,
    cityHash64(toUInt64(multiIf({variete:UInt64} > 0, number % greatest({variete:UInt64}, 1), number - (number % 100 = 99)))),
    toInt8(1 + number % 26), toInt8(1 + number % 4), 1, 1, 2, '', 1
FROM numbers({marqueurs:UInt64})
