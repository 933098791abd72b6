-- The figures of a period: `@visites` stands for the statement of its visits, which depends on what it is made of; what a person who
-- is counted twice is too often (doubles.sql) is left out where there is no such person.
INSERT INTO groupe_suivant
SELECT {genre:String}, {debut:Date}, uai, projet, dimension,
    {codes:Array(Array(String))}[indexOf({dimensions:Array(String)}, dimension)] AS c,
    arrayResize(v.visites, length(c)),
    arrayMap((n, d) -> n - d, arrayResize(p.utilisateurs, length(c)), arrayResize(@fois, length(c))),
    arrayResize(v.durees, length(c))
FROM
(
    @visites
) AS v
LEFT JOIN
(
    @personnes
) AS p USING (uai, projet, dimension)
@doubles
