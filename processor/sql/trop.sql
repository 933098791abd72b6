-- What is once too often in the sums of territoires.sql. Few persons are of several schools; only they are looked at one by one
-- (and, of several periods, those seen in two of them).
UNION ALL
WITH
    -- The masks of a person of several schools, in each: under each profil, and under 0 whatever it is.
    ailleurs AS
    (
        SELECT genre, debut, projet, visiteur, pr, any(arrayConcat(grands, petits)) AS ids,
            groupBitOr(q.services) AS services, groupBitOr(q.appareils) AS appareils,
            groupBitOr(q.systemes) AS systemes, groupBitOr(q.navigateurs) AS navigateurs
        FROM presence AS q
        INNER JOIN ecole_placee_suivante USING (uai)
        ARRAY JOIN [toUInt8(0), toUInt8(profil)] AS pr
        WHERE @periodes
          AND visiteur IN
          (
              SELECT arrayJoin(arrayFilter((v, avant) -> v = avant, visiteurs, arrayPushFront(arrayPopBack(visiteurs), 0)))
              FROM
              (
                  SELECT arraySort(groupArray(visiteur)) AS visiteurs
                  FROM presence
                  WHERE @periodes
                  GROUP BY visiteur % 1024
              )
          )
        GROUP BY genre, debut, uai, projet, visiteur, pr
    ),
    -- Of two schools (un = 0), what is in both is once too often in the territories that have both; of more (un: the person),
    -- what is seen n times in a territory is n - 1 times too often.
    trop AS
    (
        SELECT genre, debut, projet, pr, ids,
            fois - (un != 0) AS n,
            arrayMap(k -> k - (un != 0 AND k > 0), c.par_service) AS par_service,
            arrayMap(k -> k - (un != 0 AND k > 0), c.par_appareil) AS par_appareil,
            arrayMap(k -> k - (un != 0 AND k > 0), c.par_systeme) AS par_systeme,
            arrayMap(k -> k - (un != 0 AND k > 0), c.par_navigateur) AS par_navigateur
        FROM
        (
            SELECT genre, debut, projet, pr, x.1 AS ids, x.2 AS un, count() AS fois,
                @par_code
            FROM
            (
                SELECT genre, debut, projet, pr, x, x.3.1 AS services, x.3.2 AS appareils, x.3.3 AS systemes, x.3.4 AS navigateurs
                FROM
                (
                    SELECT genre, debut, projet, visiteur, pr,
                        groupArray((a.ids, (a.services, a.appareils, a.systemes, a.navigateurs))) AS ecoles,
                        (groupBitAnd(a.services), groupBitAnd(a.appareils), groupBitAnd(a.systemes), groupBitAnd(a.navigateurs)) AS partout
                    FROM ailleurs AS a
                    GROUP BY genre, debut, projet, visiteur, pr
                    HAVING count() > 1
                )
                ARRAY JOIN if(length(ecoles) = 2,
                    [(arraySort(arrayIntersect(ecoles[1].1, ecoles[2].1)), toUInt64(0), partout)],
                    arrayFlatten(arrayMap(e -> arrayMap(t -> ([t], visiteur, e.2), e.1), ecoles))) AS x
            )
            GROUP BY genre, debut, projet, pr, ids, un
        ) AS c
    )
SELECT genre, debut, ids, projet, d.2 AS dimension, emptyArrayUInt64(), emptyArrayUInt64(), arrayMap(x -> -x, d.3)
FROM trop
ARRAY JOIN [
    (0, 'total', [n]),
    (0, 'service', par_service),
    (0, 'appareil', par_appareil),
    (0, 'os', par_systeme),
    (0, 'navigateur', par_navigateur),
    (1, 'profil', arrayPushBack(arrayResize(emptyArrayInt64(), pr - 1), n)),
    (1, 'profil_appareil', arrayConcat(arrayResize(emptyArrayInt64(), (pr - 1) * {appareils:UInt8}), par_appareil)),
    (1, 'profil_service', arrayConcat(arrayResize(emptyArrayInt64(), (pr - 1) * {services:UInt8}), par_service))] AS d
WHERE d.1 = (pr > 0)
