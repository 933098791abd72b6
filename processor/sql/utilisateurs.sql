-- Exact users of every territory: those of its schools added up, less the times that a person of several of its schools was
-- counted again. Few persons are so; only they are looked at one by one. ids: the territories of a school, hashed.
INSERT INTO utilisateurs_suivants
WITH
    t -> t.1 IN ('circonscription', 'commune') AS petit,
    lieux AS
    (
        SELECT uai,
            arrayMap(t -> cityHash64(t), ici) AS ids,
            arrayMap(t -> cityHash64(t), arrayFilter(t -> petit(t), ici)) AS petits,
            arrayMap(t -> cityHash64(t), arrayFilter(t -> NOT petit(t), ici)) AS grands
        FROM lieu
    ),
    ecoles AS
    (
        SELECT uai, projet, toString(dimension) AS dimension, arrayMap(n -> toInt64(n), utilisateurs_par_code) AS n
        FROM groupe
        WHERE genre = {genre:String} AND debut = {debut:Date}
    ),
    -- The masks of a person of several schools, in each: under each profil, and under '' whatever it is.
    ailleurs AS
    (
        SELECT projet, visiteur, pr, any(lieux.ids) AS ids,
            groupBitOr(q.services) AS services, groupBitOr(q.appareils) AS appareils,
            groupBitOr(q.systemes) AS systemes, groupBitOr(q.navigateurs) AS navigateurs
        FROM presence AS q
        INNER JOIN lieux USING (uai)
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
    en_trop AS
    (
        SELECT projet, pr, x.1 AS ids, x.2.1 AS services, x.2.2 AS appareils, x.2.3 AS systemes, x.2.4 AS navigateurs
        FROM
        (
            SELECT projet, pr, groupArray((a.ids, (a.services, a.appareils, a.systemes, a.navigateurs))) AS ecoles
            FROM ailleurs AS a
            GROUP BY projet, visiteur, pr
            HAVING count() > 1
        )
        ARRAY JOIN if(length(ecoles) = 2,
            arrayMap(masques -> (arraySort(arrayIntersect(ecoles[1].1, ecoles[2].1)), (@en_trop)[1]), [ecoles.2]),
            arrayFlatten(arrayMap(
                t -> arrayMap(masques -> arrayMap(x -> ([t], x), @en_trop), [arrayFilter(e -> has(e.1, t), ecoles).2]),
                arrayDistinct(arrayFlatten(ecoles.1))))) AS x
    ),
    trop AS
    (
        SELECT projet, pr, ids, count() AS n,
            @par_code
        FROM en_trop
        GROUP BY projet, pr, ids
    )
SELECT {genre:String}, {debut:Date}, ici.1, ici.2, ici.3, ici.4, projet, dimension, code, u
FROM
(
    SELECT t, projet, dimension, sumForEach(s.u) AS utilisateurs
    FROM
    (
        SELECT grands AS ids, projet, dimension, sumForEach(e.n) AS u
        FROM ecoles AS e INNER JOIN lieux USING (uai)
        GROUP BY ids, projet, dimension
        UNION ALL
        SELECT petits AS ids, projet, dimension, sumForEach(e.n) AS u
        FROM ecoles AS e INNER JOIN lieux USING (uai)
        WHERE dimension IN ('total', 'profil')
        GROUP BY ids, projet, dimension
        UNION ALL
        WITH (k, xs) -> arrayConcat(arrayResize(emptyArrayUInt64(), k), xs) AS apres
        SELECT ids, projet, d.2 AS dimension, arrayMap(x -> -toInt64(x), d.3) AS u
        FROM trop
        ARRAY JOIN [
            (0, 'total', [n]),
            (0, 'service', par_service),
            (0, 'appareil', par_appareil),
            (0, 'os', par_systeme),
            (0, 'navigateur', par_navigateur),
            (1, 'profil', apres(pr - 1, [n])),
            (1, 'profil_appareil', apres((pr - 1) * {appareils:UInt8}, par_appareil)),
            (1, 'profil_service', apres((pr - 1) * {services:UInt8}, par_service))] AS d
        WHERE d.1 = (pr > 0)
    ) AS s
    ARRAY JOIN ids AS t
    GROUP BY t, projet, dimension
) AS sommes
INNER JOIN (SELECT DISTINCT cityHash64(ici) AS t, ici FROM lieu ARRAY JOIN ici) AS territoires USING (t)
ARRAY JOIN
    {codes:Array(Array(String))}[indexOf({dimensions:Array(String)}, dimension)] AS code,
    arrayResize(utilisateurs, length({codes:Array(Array(String))}[indexOf({dimensions:Array(String)}, dimension)])) AS u
WHERE u > 0 AND (NOT petit(ici) OR dimension IN ('total', 'profil'))
