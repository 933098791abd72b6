-- What each territory measured: visits and time of its schools added up; exact users, those of its schools added up, less the times
-- that a person of several of its schools was counted again (trop.sql, left out where there is no such person). ids: territories, by
-- their hashes.
INSERT INTO mesures_suivantes
SELECT genre, debut, niveau, territoire, degre, secteur, projet, dimension, code, n, ms, u
FROM
(
    SELECT genre, debut, t, projet, dimension, {codes:Array(Array(LowCardinality(String)))}[indexOf({dimensions:Array(String)}, dimension)] AS codes,
        arrayResize(sumForEach(s.n), length(codes)) AS visites,
        arrayResize(sumForEach(s.ms), length(codes)) AS durees,
        arrayResize(sumForEach(s.u), length(codes)) AS utilisateurs
    FROM
    (
        SELECT genre, debut, if(petit, petits, grands) AS ids, projet, dimension,
            sumForEach(if(petit, emptyArrayUInt64(), visites_par_code)) AS n,
            sumForEach(if(petit, emptyArrayUInt64(), durees_par_code)) AS ms,
            CAST(sumForEach(@utilisateurs), 'Array(Int64)') AS u
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
ARRAY JOIN codes AS code, visites AS n, durees AS ms, utilisateurs AS u
WHERE n > 0 OR u > 0
SETTINGS max_insert_threads = 2
