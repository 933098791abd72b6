-- Exact users of every territory: those of its schools added up, less the times that a person of several of its schools was
-- counted again (trop.sql, left out where there is no such person). ids: territories, by their hashes.
INSERT INTO utilisateurs_suivants
SELECT genre, debut, niveau, territoire, degre, secteur, projet, dimension, code, u
FROM
(
    SELECT genre, debut, t, projet, dimension, {codes:Array(Array(LowCardinality(String)))}[indexOf({dimensions:Array(String)}, dimension)] AS codes,
        arrayResize(sumForEach(s.u), length(codes)) AS utilisateurs
    FROM
    (
        SELECT genre, debut, if(petit, petits, grands) AS ids, projet, dimension,
            CAST(sumForEach(utilisateurs_par_code), 'Array(Int64)') AS u
        FROM groupe
        INNER JOIN ecole_placee_suivante USING (uai)
        ARRAY JOIN if(dimension IN ('total', 'profil'), [0, 1], [0]) AS petit
        WHERE @periodes
        GROUP BY genre, debut, ids, projet, dimension
        @trop
    ) AS s
    ARRAY JOIN ids AS t
    GROUP BY genre, debut, t, projet, dimension
) AS sommes
INNER JOIN
(
    SELECT t, toLowCardinality(any(place).1) AS niveau, any(place).2 AS territoire,
        toLowCardinality(any(place).3) AS degre, toLowCardinality(any(place).4) AS secteur
    FROM ecole_placee_suivante ARRAY JOIN arrayConcat(grands, petits) AS t, ici AS place GROUP BY t
) AS territoires USING (t)
ARRAY JOIN codes AS code, utilisateurs AS u
WHERE u > 0 AND (niveau NOT IN ('circonscription', 'commune') OR dimension IN ('total', 'profil'))
SETTINGS max_insert_threads = 2
