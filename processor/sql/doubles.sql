-- A person of several profils in a school is one user there, and was counted under each: once too often, in each group, for
-- every profil after the first that is in it. Few persons are so; only they are looked at one by one.
LEFT JOIN
(
    -- In the order of {dimensions}; under one profil nobody is twice.
    SELECT uai, projet,
        [
            [sum(p.n - 1)],
            [],
            sumForEach(arrayMap(k -> k - (k > 0), p.par_service)),
            sumForEach(arrayMap(k -> k - (k > 0), p.par_appareil)),
            sumForEach(arrayMap(k -> k - (k > 0), p.par_systeme)),
            sumForEach(arrayMap(k -> k - (k > 0), p.par_navigateur))
        ] AS doubles
    FROM
    (
        SELECT uai, projet, visiteur, count() AS n,
            @par_code
        FROM presence_suivante
        WHERE visiteur IN
        (
            SELECT arrayJoin(arrayFilter((v, avant) -> v = avant, visiteurs, arrayPushFront(arrayPopBack(visiteurs), 0)))
            FROM
            (
                SELECT arraySort(groupArray(visiteur)) AS visiteurs
                FROM presence_suivante
                GROUP BY uai, projet
            )
        )
        GROUP BY uai, projet, visiteur
        HAVING n > 1
    ) AS p
    GROUP BY uai, projet
) AS d USING (uai, projet)
