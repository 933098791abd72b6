-- One week of 28,000 schools in which every group has visits.
INSERT INTO periode
SELECT
    'semaine', {semaine:Date},
    leftPad(toString(10001 + number * 97), 7, '0') || substring('ABCDEFGHJKLMNPRSTUVWXYZ', 1 + (10001 + number * 97) % 23, 1),
    'ENT' || leftPad(toString(number % 60), 2, '0'),
    g.1, g.2, 10 + cityHash64(number, g) % 500, 5 + cityHash64(number, g) % 200, 60000 * (cityHash64(number, g) % 5000)
FROM numbers(28000)
ARRAY JOIN arrayConcat(
    [('total', '')],
    arrayMap(x -> ('profil', x), {profils:Array(String)}),
    arrayMap(x -> ('service', x), {services:Array(String)}),
    arrayMap(x -> ('appareil', x), {appareils:Array(String)}),
    arrayMap(x -> ('os', x), {systemes:Array(String)}),
    arrayMap(x -> ('navigateur', x), {navigateurs:Array(String)}),
    arrayFlatten(arrayMap(p -> arrayMap(a -> ('profil_appareil', p || ' ' || a), {appareils:Array(String)}), {profils:Array(String)}))) AS g
