-- Visits and time of each group over a period: they add up over the shorter periods it is made of.
SELECT uai, projet, transform(dimension || ' ' || code, arrayMap((d, c) -> d || ' ' || c, {dimensions:Array(String)}, {codes:Array(String)}),
    arrayMap(i -> toUInt8(i), arrayEnumerate({codes:Array(String)})), toUInt8(0)) AS groupe, visites, 0 AS utilisateurs, duree
FROM periode
WHERE genre = {source:String} AND debut BETWEEN {debut:Date} AND {fin:Date}
