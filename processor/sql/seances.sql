-- What the presences of the shorter periods (days; the months of a school year) say of each person: see presence.sql.
SELECT uai, projet, visiteur,
    services + bitShiftLeft(toUInt64(appareils), 32) + bitShiftLeft(toUInt64(systemes), 40)
        + bitShiftLeft(toUInt64(navigateurs), 48) + bitShiftLeft(toUInt64(1), 58 + toInt8(profil)) AS masque
FROM presence
WHERE genre = {source:String} AND debut BETWEEN {debut:Date} AND {fin:Date}
