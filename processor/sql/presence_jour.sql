-- Who was seen in each school on a day, and with what: the visits of a person are one row a profil.
INSERT INTO presence_suivante
SELECT 'jour', {debut:Date}, uai, projet, visiteur, profil,
    groupBitOr(toUInt32(arraySum(s -> bitShiftLeft(toUInt32(1), toInt8(s)), services))) AS services,
    groupBitOr(toUInt8(bitShiftLeft(1, toInt8(appareil)))) AS appareils,
    groupBitOr(toUInt8(bitShiftLeft(1, toInt8(os)))) AS systemes,
    groupBitOr(toUInt16(bitShiftLeft(toUInt16(1), toInt8(navigateur)))) AS navigateurs
FROM visit AS v
WHERE jour = {debut:Date}
GROUP BY uai, projet, visiteur, profil
SETTINGS optimize_aggregation_in_order = 1
