-- Exact users of every territory: those of its schools added up, less the times that a person of several schools was
-- counted again. Few are, so only they are looked at one by one.
INSERT INTO utilisateurs_suivants
WITH
    lieux AS
    (
        SELECT uai, arrayMap(t -> (t.1, t.2, t.3, t.4, t.1 IN ('circonscription', 'commune')), ici) AS ici
        FROM lieu
    ),
    par_ecole AS
    (
        SELECT uai, projet, dimension, code, toInt64(utilisateurs) AS n
        FROM periode
        WHERE genre = {genre:String} AND debut = {debut:Date} AND utilisateurs > 0
    ),
    ailleurs AS
    (
        SELECT uai, projet, visiteur, groupe.1 AS dimension, groupe.2 AS code
        FROM presence
        ARRAY JOIN arrayConcat(
            [('total', ''), ('profil', toString(profil))],
            arrayMap(k -> ('service', {services:Array(String)}[k]), arrayFilter(k -> bitTest(services, k), arrayEnumerate({services:Array(String)}))),
            arrayMap(k -> ('profil_service', toString(profil) || ' ' || {services:Array(String)}[k]), arrayFilter(k -> bitTest(services, k), arrayEnumerate({services:Array(String)}))),
            arrayMap(k -> ('appareil', {appareils:Array(String)}[k]), arrayFilter(k -> bitTest(appareils, k), arrayEnumerate({appareils:Array(String)}))),
            arrayMap(k -> ('profil_appareil', toString(profil) || ' ' || {appareils:Array(String)}[k]), arrayFilter(k -> bitTest(appareils, k), arrayEnumerate({appareils:Array(String)}))),
            arrayMap(k -> ('os', {systemes:Array(String)}[k]), arrayFilter(k -> bitTest(systemes, k), arrayEnumerate({systemes:Array(String)}))),
            arrayMap(k -> ('navigateur', {navigateurs:Array(String)}[k]), arrayFilter(k -> bitTest(navigateurs, k), arrayEnumerate({navigateurs:Array(String)})))) AS groupe
        WHERE genre = {genre:String} AND debut = {debut:Date}
          AND (projet, visiteur) IN
          (
              SELECT projet, visiteur FROM presence
              WHERE genre = {genre:String} AND debut = {debut:Date}
              GROUP BY projet, visiteur
              HAVING min(uai) != max(uai)
          )
    )
SELECT {genre:String}, {debut:Date}, t.1, t.2, t.3, t.4, projet, dimension, code, sum(n)
FROM
(
    SELECT t, projet, dimension, code, sum(n) AS n
    FROM par_ecole INNER JOIN lieux USING (uai) ARRAY JOIN ici AS t
    WHERE NOT t.5 OR dimension IN ('total', 'profil')
    GROUP BY t, projet, dimension, code
    UNION ALL
    SELECT t, projet, dimension, code, -sum(de_trop)
    FROM
    (
        SELECT t, projet, dimension, code, toInt64(uniqExact(uai)) - 1 AS de_trop
        FROM ailleurs INNER JOIN lieux USING (uai) ARRAY JOIN ici AS t
        WHERE NOT t.5 OR dimension IN ('total', 'profil')
        GROUP BY t, projet, dimension, code, visiteur
    )
    GROUP BY t, projet, dimension, code
)
GROUP BY t, projet, dimension, code
HAVING sum(n) > 0
