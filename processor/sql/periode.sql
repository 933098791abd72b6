-- The figures of a period. Its groups are numbered while they are made ({dimensions} and {codes} name them): numbers are
-- cheaper to sum than texts. `@sources` stands for the statements of what it is made of (visites*.sql, personnes*.sql).
INSERT INTO periode_suivante
SELECT {genre:String}, {debut:Date}, uai, projet,
    {dimensions:Array(String)}[groupe] AS dimension, {codes:Array(String)}[groupe] AS code,
    visites, utilisateurs, duree
FROM
(
    SELECT uai, projet, groupe, sum(s.visites) AS visites, sum(s.utilisateurs) AS utilisateurs, sum(s.duree) AS duree
    FROM
    (
        @sources
    ) AS s
    GROUP BY uai, projet, groupe
)
