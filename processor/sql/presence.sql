-- Who was seen in each school over a period, and with what: one row a person and profil. `@seances` stands for the statement of
-- what each was seen with, as the bits of one number: services from bit 0, appareils from 32, systems from 40, navigateurs
-- from 48, profils from 58, each code at the bit of its number. By whole schools, whose persons are sorted as arrays: grouped
-- one by one they cost four times as much.
INSERT INTO presence_suivante
SELECT {genre:String}, {debut:Date}, uai, projet, visiteur,
    toInt8(1 + bitPositionsToArray(bitShiftRight(vu, 59))[1]) AS profil,
    toUInt32(vu),
    toUInt8(bitShiftRight(vu, 32)),
    toUInt8(bitShiftRight(vu, 40)),
    toUInt16(bitAnd(bitShiftRight(vu, 48), 1023 * 2))
FROM
(
    SELECT uai, projet, visiteur, vus
    FROM
    (
        SELECT uai, projet, arrayCompact(visiteurs) AS personnes,
            arraySplit((m, v, avant) -> v != avant, masques, visiteurs, arrayPushFront(arrayPopBack(visiteurs), visiteurs[1])) AS suites
        FROM
        (
            SELECT uai, projet, arraySort(vs) AS visiteurs, arraySort((m, v) -> v, ms, vs) AS masques
            FROM
            (
                SELECT uai, projet, groupArray(visiteur) AS vs, groupArray(masque) AS ms
                FROM
                (
                    @seances
                )
                GROUP BY uai, projet
            )
        )
    )
    ARRAY JOIN personnes AS visiteur,
        arrayMap((suite, tout) -> if(bitCount(bitShiftRight(tout, 59)) = 1, [tout],
            arrayMap(p -> arrayReduce('groupBitOr', arrayFilter(m -> bitTest(m, p), suite)), arrayFilter(p -> bitTest(tout, p), range(59, 64)))),
            suites, arrayMap(suite -> arrayReduce('groupBitOr', suite), suites)) AS vus
)
ARRAY JOIN vus AS vu
SETTINGS max_insert_threads = 2
