-- The rule of small cells, in the one place where it is (law: a group of a few persons names them): of a territory, a cell
-- of a profil with 1 to 4 users is hidden, and so is one whose users are unknown; then as many others as it takes for no
-- subtraction to find it again, since the totals are shown. croisement says what profils are crossed with: '', 'service',
-- 'appareil' or 'projet'; autre, the code of it ('' is the profil whole). masque: '< 5' (4 at most, a zero one may be among them),
-- 'secret', or ''.
-- Of a column (the profils that make a total): one more when one alone is hidden, or when the users that are left tell each (two
-- in two cells are one and one): the smallest, a zero one if need be; of a service, one whose profil is not shown without a visit.
-- Appareils and projets add up to the profil whole as well, so a hidden cell is found again along its row too. There each cell is
-- hidden with the same of another profil (pairs), and both again in a second column, unless both profils are hidden whole: a visit
-- may then be moved around the four without changing any total.
CREATE OR REPLACE VIEW cellules AS
WITH
    [1, 2, 3, 4, 5] AS rangs,
    (SELECT arraySort(groupArray(code)) FROM libelle_profil) AS les_profils,
    -- A step a level, since an expression that is named and named again is analysed each time. Of each profil, by its rank: visits,
    -- users (-1 when they are unknown), time.
    colonnes AS
    (
        SELECT debut, autre.1 AS sorte, autre.2 AS code,
            sumForEach(arrayMap(r -> if(r = rang, m.visites, 0), rangs)) AS v,
            sumForEach(arrayMap(r -> if(r = rang AND m.visites > 0, ifNull(toInt64(m.utilisateurs), -1), 0), rangs)) AS n,
            sumForEach(arrayMap(r -> if(r = rang, m.duree, 0), rangs)) AS d
        FROM
        (
            SELECT debut, autre, indexOf(les_profils, splitByChar(' ', toString(code))[1]) AS rang,
                sum(x.visites) AS visites, sum(x.duree) AS duree, sumOrNull(x.utilisateurs) AS utilisateurs
            FROM mesures_projets(@portee) AS x
            ARRAY JOIN multiIf(
                x.dimension = 'profil', if({croisement:String} = 'projet', [('', ''), ('projet', toString(x.projet))], [('', '')]),
                [({croisement:String}, splitByChar(' ', toString(x.code))[2])]) AS autre
            WHERE dimension IN ('profil', multiIf({croisement:String} = 'service', 'profil_service', {croisement:String} = 'appareil', 'profil_appareil', 'profil'))
            GROUP BY debut, autre, rang
        ) AS m
        GROUP BY debut, autre
    ),
    -- tenue: its small cells hide each other. autres: which other is hidden for them, the first that may be.
    jugees AS
    (
        SELECT debut, sorte, code, v, n, d, petites,
            (length(petites) >= 2 AND (arrayExists(x -> n[x] < 0, petites)
                OR arraySum(x -> n[x] - 1, petites) > 0 AND arraySum(x -> 4 - n[x], petites) > 0)) AS tenue,
            arraySort(x -> (n[x], v[x], x), arrayFilter(x -> NOT has(petites, x), rangs)) AS autres
        FROM (SELECT *, arrayFilter((x, visites, personnes) -> visites > 0 AND personnes < 5, rangs, v, n) AS petites FROM colonnes)
    )
SELECT debut, autre, profil, masque, total,
    if(masque = '', toNullable(v), NULL) AS visites,
    if(masque = '', toNullable(toUInt64(n)), NULL) AS utilisateurs,
    if(masque = '' AND v > 0, intDiv(2 * d + 1000 * v, 2000 * v), NULL) AS duree_moyenne
FROM
(
    SELECT debut, colonne.2 AS autre, les_profils[rang] AS profil, colonne.3[rang] AS v, colonne.4[rang] AS n, colonne.5[rang] AS d,
        arraySum(colonne.3) AS total,
        multiIf(
            NOT (has(colonne.6, rang)
                OR rang = autre_cachee
                OR if({croisement:String} IN ('appareil', 'projet'), arrayExists(p -> (rang = p OR rang = pairs[p]) AND has(avec[p], colonne.2), rangs), 0)), '',
            -- Nothing else to hide: what is hidden is not said to be small.
            n < 0 OR colonne.1 IN ('', 'service') AND NOT colonne.7 AND autre_cachee = 0, 'secret',
            n < 5, '< 5',
            'secret') AS masque
    FROM
    (
        SELECT debut, toutes, second, vides, pairs,
            -- Of each profil, the columns where it is hidden with its pair; of the two, x loses the visit in the second column that the
            -- other wins in the first.
            if({croisement:String} IN ('appareil', 'projet'),
                arrayMap((p, x) -> if(empty(petits[p]) OR has(hors, p) OR x = p AND length(petits[p]) >= 2, petits[p].2,
                    arrayConcat(petits[p].2,
                        arraySlice(arraySort(c -> (c.3[x], c.2), arrayFilter(c -> c.3[x] > 0 AND NOT has(petits[p].2, c.2), table)), 1, 1).2)),
                    rangs, arrayMap((p, q) -> if(arrayExists(c -> c.3[q] > 0, petits[p]), p, q), rangs, pairs)), []) AS avec
        FROM
        (
            SELECT debut, toutes, table, hors, second,
                arrayFilter(x -> entiers.3[x] = 0 AND x != second, rangs) AS vides,
                if({croisement:String} IN ('appareil', 'projet'), arrayMap(p -> arrayFilter(c -> has(c.6, p), table), rangs), []) AS petits,
                -- The profil that each is hidden with: of those that are hidden whole, among themselves.
                if({croisement:String} IN ('appareil', 'projet'),
                    arrayMap(p -> if(has(hors, p) AND second > 0, second,
                        arraySort(x -> (has(hors, p) AND NOT has(hors, x), entiers.3[x] = 0, entiers.4[x], entiers.3[x], x),
                            arrayFilter(x -> x != p, rangs))[1]), rangs), []) AS pairs
            FROM
            (
                SELECT debut, toutes, table, entiers, entiers.6 AS hors, if(empty(entiers.6) OR entiers.7, 0, entiers.8[1]) AS second
                FROM
                (
                    SELECT debut, toutes, arrayFilter(c -> c.1 IN ('appareil', 'projet'), toutes) AS table, arrayFilter(c -> c.1 = '', toutes)[1] AS entiers
                    FROM (SELECT debut, groupArray((sorte, code, v, n, d, petites, tenue, autres)) AS toutes FROM jugees GROUP BY debut)
                )
            )
        )
    )
    ARRAY JOIN toutes AS colonne,
        arrayMap(c -> multiIf(c.1 = '', second, c.1 = 'service' AND notEmpty(c.6) AND NOT c.7, arrayFirst(x -> NOT has(vides, x), c.8), 0), toutes) AS autre_cachee
    ARRAY JOIN rangs AS rang
)
