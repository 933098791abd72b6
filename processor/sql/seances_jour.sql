-- What each visit of a day says of its person: see presence.sql.
SELECT uai, projet, visiteur,
    arraySum(arrayMap(s -> bitShiftLeft(toUInt64(1), toInt8(s)), services))
        + bitShiftLeft(toUInt64(1), 32 + toInt8(appareil)) + bitShiftLeft(toUInt64(1), 40 + toInt8(os))
        + bitShiftLeft(toUInt64(1), 48 + toInt8(navigateur)) + bitShiftLeft(toUInt64(1), 58 + toInt8(profil)) AS masque
FROM visit
WHERE jour = {debut:Date}
