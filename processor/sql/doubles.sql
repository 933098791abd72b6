-- A person of several profils in a school is one user there, and was counted under each: once too often, in each group, for
-- every profil after the first that is in it. Few persons are so; only they are looked at one by one.
SELECT uai, projet, d.1 AS dimension, d.2 AS doubles
FROM
(
    SELECT uai, projet, count() AS n,
        @par_code
    FROM
    (
        SELECT uai, projet, x.1 AS services, x.2 AS appareils, x.3 AS systemes, x.4 AS navigateurs
        FROM
        (
            SELECT uai, projet, groupArray((p.services, p.appareils, p.systemes, p.navigateurs)) AS masques
            FROM presence_suivante AS p
            WHERE visiteur IN (SELECT visiteur FROM presence_suivante GROUP BY visiteur HAVING count() > 1)
            GROUP BY uai, projet, visiteur
            HAVING count() > 1
        )
        ARRAY JOIN @en_trop AS x
    )
    GROUP BY uai, projet
)
ARRAY JOIN [('total', [n]), ('service', par_service), ('appareil', par_appareil), ('os', par_systeme), ('navigateur', par_navigateur)] AS d
