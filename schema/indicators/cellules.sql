-- The rule of small cells, in the one place where it is (law: a group of a few persons names them): of a territory, a cell
-- of a profil with 1 to 4 users is hidden, and so is one whose users are unknown. Where one alone of the profils that make
-- a total is hidden, the smallest of the others is too, a zero one if need be, so that no subtraction finds it again.
-- projet: '' for all of the scope together, then each. autre: the service or the appareil that the profil is crossed with, '' for
-- none. masque: '< 5' (4 at most: a zero that is hidden with a small cell says the same, or it would tell it), 'secret', or ''.
CREATE OR REPLACE VIEW cellules AS
SELECT
    debut, projet, dimension, autre, c.1 AS profil,
    c.5 AS masque,
    if(masque = '', c.2, NULL) AS visites,
    if(masque = '', c.3, NULL) AS utilisateurs,
    if(masque = '' AND c.2 > 0, intDiv(2 * c.4 + 1000 * c.2, 2000 * c.2), NULL) AS duree_moyenne
FROM
(
    SELECT debut, projet, dimension, autre,
        arrayMap(p -> (p, v[p], if(v[p] = 0, toNullable(toUInt64(0)), u[p]), d[p]), les_profils) AS tous,
        arrayMap(x -> x.2 > 0 AND ifNull(x.3 < 5, 1), tous) AS petits,
        -- The order in which another would be hidden: the fewest users, then visits, then the profil's name.
        arrayFilter(x -> NOT petits[indexOf(les_profils, x.1)], arraySort(x -> (ifNull(x.3, 0), x.2, x.1), tous)) AS montrables,
        if(arrayCount(petits) = 1, montrables[1].1, '') AS second,
        arrayMap((x, petit) -> (x.1, x.2, x.3, x.4, multiIf(petit OR x.1 = second AND x.2 = 0, '< 5', x.1 = second, 'secret', '')), tous, petits) AS cases
    FROM
    (
        SELECT debut, projet, dimension, autre,
            (SELECT arraySort(groupArray(code)) FROM libelle WHERE dimension = 'profil') AS les_profils,
            CAST((groupArray(profil), groupArray(m.visites)), 'Map(String, UInt64)') AS v,
            CAST((groupArray(profil), groupArray(m.duree)), 'Map(String, UInt64)') AS d,
            CAST((groupArray(profil), groupArray(tuple(m.utilisateurs).1)), 'Map(String, Nullable(UInt64))') AS u
        FROM
        (
            SELECT debut, par AS projet, toString(dimension) AS dimension, splitByChar(' ', toString(code))[1] AS profil,
                splitByChar(' ', toString(code))[2] AS autre, sum(x.visites) AS visites, sum(x.duree) AS duree,
                sumOrNull(x.utilisateurs) AS utilisateurs
            FROM
            (
                SELECT debut, projet, dimension, code, visites, duree, NULL AS utilisateurs FROM perimetre(@portee)
                WHERE dimension IN ('profil', 'profil_service', 'profil_appareil')
                UNION ALL
                SELECT debut, projet, dimension, code, 0, 0, utilisateurs FROM personnes(@portee)
                WHERE dimension IN ('profil', 'profil_service', 'profil_appareil')
            ) AS x
            ARRAY JOIN ['', toString(x.projet)] AS par
            GROUP BY debut, par, dimension, code
        ) AS m
        GROUP BY debut, projet, dimension, autre
    )
)
ARRAY JOIN cases AS c
