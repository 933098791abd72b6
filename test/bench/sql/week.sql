-- One week of 28,000 schools in which every group has visits.
INSERT INTO groupe
SELECT
    'semaine', {semaine:Date},
    leftPad(toString(10001 + number * 97), 7, '0') || substring('ABCDEFGHJKLMNPRSTUVWXYZ', 1 + (10001 + number * 97) % 23, 1),
    'ENT' || leftPad(toString(number % 60), 2, '0'),
    g.1, g.2,
    arrayMap(c -> 10 + cityHash64(number, c) % 500, g.2),
    arrayMap(c -> 5 + cityHash64(number, c) % 200, g.2),
    arrayMap(c -> 60000 * (cityHash64(number, c) % 5000), g.2)
FROM numbers(28000)
ARRAY JOIN [
    ('total', ['']),
    ('profil', {profils:Array(String)}),
    ('service', {services:Array(String)}),
    ('appareil', {appareils:Array(String)}),
    ('os', {systemes:Array(String)}),
    ('navigateur', {navigateurs:Array(String)}),
    ('profil_appareil', arrayFlatten(arrayMap(p -> arrayMap(a -> p || ' ' || a, {appareils:Array(String)}), {profils:Array(String)})))] AS g
