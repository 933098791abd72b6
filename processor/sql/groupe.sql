-- The figures of a period. Each school comes as one row of what its other groups are sums of, (profil, os, navigateur,
-- profil_appareil, profil_service), of its visits, their time and its users: joined before they are spread, they are an eighth of the
-- rows. `@visites` stands for the statement of its visits, which depends on what the period is made of; what a person who is counted
-- twice is too often (doubles.sql) is left out where there is no such person. Blocks: a national period is written in two at once.
INSERT INTO groupe_suivant
WITH
    -- In the order of {dimensions}. A profil's appareils, or services, follow those of the profil before.
    (base) -> [
        [arraySum(base.1)],
        base.1,
        arrayFold((somme, p) -> arrayMap((a, b) -> a + b, somme, arraySlice(base.5, 1 + p * {services:UInt8}, {services:UInt8})),
            range(1, {profils:UInt8}), arraySlice(base.5, 1, {services:UInt8})),
        arrayFold((somme, p) -> arrayMap((a, b) -> a + b, somme, arraySlice(base.4, 1 + p * {appareils:UInt8}, {appareils:UInt8})),
            range(1, {profils:UInt8}), arraySlice(base.4, 1, {appareils:UInt8})),
        base.2,
        base.3,
        base.4,
        base.5] AS dimensions
SELECT {genre:String}, {debut:Date}, uai, projet, dimension, c,
    arrayResize(n, length(c)),
    arrayMap((k, d) -> k - d, arrayResize(u, length(c)), arrayResize(trop, length(c))),
    arrayResize(ms, length(c))
FROM
(
    SELECT uai, projet, dimensions(v.visites) AS visites, dimensions(p.utilisateurs) AS utilisateurs, dimensions(v.durees) AS durees,
        arrayResize(@fois, length(visites)) AS doubles
    FROM
    (
        @visites
    ) AS v
    LEFT JOIN
    (
        @personnes
    ) AS p USING (uai, projet)
    @doubles
)
ARRAY JOIN {dimensions:Array(String)} AS dimension, {codes:Array(Array(LowCardinality(String)))} AS c,
    visites AS n, utilisateurs AS u, durees AS ms, doubles AS trop
SETTINGS max_insert_threads = 2, min_insert_block_size_rows = 131072
