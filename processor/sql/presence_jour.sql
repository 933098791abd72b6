-- Who was seen in each school on a day, and with what: the visits of a person are one row a profil.
INSERT INTO presence_suivante
SELECT 'jour', {debut:Date}, uai, projet, visiteur, profil,
    groupBitOrArray(arrayMap(s -> bitShiftLeft(toUInt32(1), toInt8(s)), v.services)),
    groupBitOr(bitShiftLeft(toUInt8(1), toInt8(appareil))),
    groupBitOr(bitShiftLeft(toUInt8(1), toInt8(os))),
    groupBitOr(bitShiftLeft(toUInt16(1), toInt8(navigateur)))
FROM visit AS v
WHERE jour = {debut:Date}
GROUP BY uai, projet, visiteur, profil
SETTINGS optimize_aggregation_in_order = 1
