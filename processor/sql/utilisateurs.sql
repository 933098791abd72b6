-- Exact users of every territory: those of its schools added up, less the times that a person of several of its schools was
-- counted again. Few persons are so; only they are looked at one by one. ids: territories, by their hashes.
INSERT INTO utilisateurs_suivants
WITH
    -- The masks of a person of several schools, in each: under each profil, and under 0 whatever it is.
    ailleurs AS
    (
        SELECT projet, visiteur, pr, any(arrayConcat(grands, petits)) AS ids,
            groupBitOr(q.services) AS services, groupBitOr(q.appareils) AS appareils,
            groupBitOr(q.systemes) AS systemes, groupBitOr(q.navigateurs) AS navigateurs
        FROM presence AS q
        INNER JOIN lieu_suivant USING (uai)
        ARRAY JOIN [toUInt8(0), toUInt8(profil)] AS pr
        WHERE genre = {genre:String} AND debut = {debut:Date}
          AND visiteur IN
          (
              SELECT visiteur FROM presence
              WHERE genre = {genre:String} AND debut = {debut:Date}
              GROUP BY visiteur
              HAVING count() > 1
          )
        GROUP BY uai, projet, visiteur, pr
    ),
    -- Of two schools, what is in both is once too often in the territories that have both; of more, it is seen territory by territory.
    trop AS
    (
        SELECT projet, pr, x.1 AS ids, count() AS n,
            @par_code
        FROM
        (
            SELECT projet, pr, x, x.2.1 AS services, x.2.2 AS appareils, x.2.3 AS systemes, x.2.4 AS navigateurs
            FROM
            (
                SELECT projet, pr, groupArray((a.ids, (a.services, a.appareils, a.systemes, a.navigateurs))) AS ecoles
                FROM ailleurs AS a
                GROUP BY projet, visiteur, pr
                HAVING count() > 1
            )
            ARRAY JOIN arrayFlatten(arrayMap(
                ts -> arrayMap(masques -> arrayMap(x -> (ts, x), @en_trop), [arrayFilter(e -> has(e.1, ts[1]), ecoles).2]),
                if(length(ecoles) = 2, [arraySort(arrayIntersect(ecoles[1].1, ecoles[2].1))],
                    arrayMap(t -> [t], arrayDistinct(arrayFlatten(ecoles.1)))))) AS x
        )
        GROUP BY projet, pr, ids
    )
SELECT {genre:String}, {debut:Date}, lieu.1, lieu.2, lieu.3, lieu.4, projet, dimension, code, u
FROM
(
    SELECT t, projet, dimension, {codes:Array(Array(String))}[indexOf({dimensions:Array(String)}, dimension)] AS codes,
        arrayResize(sumForEach(s.u), length(codes)) AS utilisateurs
    FROM
    (
        SELECT if(petit, petits, grands) AS ids, projet, toString(dimension) AS dimension,
            sumForEach(arrayMap(n -> toInt64(n), utilisateurs_par_code)) AS u
        FROM groupe
        INNER JOIN lieu_suivant USING (uai)
        ARRAY JOIN if(dimension IN ('total', 'profil'), [0, 1], [0]) AS petit
        WHERE genre = {genre:String} AND debut = {debut:Date}
        GROUP BY ids, projet, dimension
        UNION ALL
        SELECT ids, projet, d.2 AS dimension, arrayMap(x -> -toInt64(x), d.3) AS u
        FROM trop
        ARRAY JOIN [
            (0, 'total', [n]),
            (0, 'service', par_service),
            (0, 'appareil', par_appareil),
            (0, 'os', par_systeme),
            (0, 'navigateur', par_navigateur),
            (1, 'profil', arrayPushBack(arrayResize(emptyArrayUInt64(), pr - 1), n)),
            (1, 'profil_appareil', arrayConcat(arrayResize(emptyArrayUInt64(), (pr - 1) * {appareils:UInt8}), par_appareil)),
            (1, 'profil_service', arrayConcat(arrayResize(emptyArrayUInt64(), (pr - 1) * {services:UInt8}), par_service))] AS d
        WHERE d.1 = (pr > 0)
    ) AS s
    ARRAY JOIN ids AS t
    GROUP BY t, projet, dimension
) AS sommes
INNER JOIN (SELECT DISTINCT cityHash64(lieu) AS t, lieu FROM lieu_suivant ARRAY JOIN ici AS lieu) AS territoires USING (t)
ARRAY JOIN codes AS code, utilisateurs AS u
WHERE u > 0 AND (lieu.1 NOT IN ('circonscription', 'commune') OR dimension IN ('total', 'profil'))
