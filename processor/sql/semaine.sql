-- Weekly figures from the visits of a week. A visit is in several groups: all, its profil, each of its services, its
-- appareil, os, navigateur, and its profil with its appareil. Groups are numbered in the order of `groupes`.
-- A person's week is one array, in the order of the table: a user of a group is its first visit there (rang = 1), so no
-- set of users is held.
INSERT INTO semaine_suivante
WITH
    arrayConcat(
        [('total', '')],
        arrayMap(x -> ('profil', x), {profils:Array(String)}),
        arrayMap(x -> ('service', x), {services:Array(String)}),
        arrayMap(x -> ('appareil', x), {appareils:Array(String)}),
        arrayMap(x -> ('os', x), {systemes:Array(String)}),
        arrayMap(x -> ('navigateur', x), {navigateurs:Array(String)}),
        arrayFlatten(arrayMap(p -> arrayMap(a -> ('profil_appareil', p || ' ' || a), {appareils:Array(String)}), {profils:Array(String)}))
    ) AS groupes,
    1 AS avant_profils,
    avant_profils + length({profils:Array(String)}) AS avant_services,
    avant_services + length({services:Array(String)}) AS avant_appareils,
    avant_appareils + length({appareils:Array(String)}) AS avant_systemes,
    avant_systemes + length({systemes:Array(String)}) AS avant_navigateurs,
    avant_navigateurs + length({navigateurs:Array(String)}) AS avant_croises
SELECT
    {semaine:Date} AS semaine, uai, projet,
    (groupes.1)[groupe] AS dimension,
    (groupes.2)[groupe] AS code,
    count() AS visites, countIf(rang = 1) AS utilisateurs, sum(ms) AS duree
FROM
(
    SELECT
        uai, projet,
        groupArrayArray(arrayMap(x -> toUInt8(x), arrayConcat(
            [1,
             avant_profils + toUInt8(profil),
             avant_appareils + toUInt8(appareil),
             avant_systemes + toUInt8(os),
             avant_navigateurs + toUInt8(navigateur),
             toUInt64(avant_croises + (toUInt8(profil) - 1) * length({appareils:Array(String)}) + toUInt8(appareil))],
            arrayMap(s -> avant_services + toUInt8(s), services)))) AS numeros,
        groupArrayArray(arrayConcat([duree, duree, duree, duree, duree, duree], durees)) AS temps
    FROM visit
    WHERE jour BETWEEN {semaine:Date} AND {semaine:Date} + 6
    GROUP BY uai, projet, visiteur
    SETTINGS optimize_aggregation_in_order = 1
)
ARRAY JOIN numeros AS groupe, temps AS ms, arrayEnumerateUniq(numeros) AS rang
GROUP BY uai, projet, groupe
