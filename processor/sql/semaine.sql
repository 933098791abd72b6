-- Weekly figures from the visits of a week. A person's week is summed first, in the order of the table, so that a user
-- of a group is a row and no set of users is held. A group is a number until the end: hundreds name its dimension.
INSERT INTO semaine_suivante
WITH ['profil', 'service', 'appareil', 'os', 'navigateur', 'profil_appareil'] AS dimensions
SELECT
    {semaine:Date} AS semaine, uai, projet,
    if(groupe = 0, 'total', dimensions[intDiv(groupe, 100)]) AS dimension,
    multiIf(groupe = 0, '',
            intDiv(groupe, 100) = 6, {profils:Array(String)}[intDiv(groupe % 100, 10)] || ' ' || {appareils:Array(String)}[groupe % 10],
            [{profils:Array(String)}, {services:Array(String)}, {appareils:Array(String)}, {systemes:Array(String)},
             {navigateurs:Array(String)}][intDiv(groupe, 100)][groupe % 100]) AS code,
    sum(n) AS visites, count() AS utilisateurs, sum(ms) AS duree
FROM
(
    SELECT uai, projet, visiteur, g.1 AS groupe, count() AS n, sum(g.2) AS ms
    FROM visit
    ARRAY JOIN arrayConcat(
        [(toUInt16(0), duree),
         (toUInt16(100 + toUInt8(profil)), duree),
         (toUInt16(300 + toUInt8(appareil)), duree),
         (toUInt16(400 + toUInt8(os)), duree),
         (toUInt16(500 + toUInt8(navigateur)), duree),
         (toUInt16(600 + 10 * toUInt8(profil) + toUInt8(appareil)), duree)],
        arrayMap((s, d) -> (toUInt16(200 + toUInt8(s)), d), services, durees)) AS g
    WHERE jour BETWEEN {semaine:Date} AND {semaine:Date} + 6
    GROUP BY uai, projet, visiteur, groupe
    SETTINGS optimize_aggregation_in_order = 1
)
GROUP BY uai, projet, groupe
