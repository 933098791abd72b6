-- Exact users of every territory: those of its schools added up, less the times that a person of several schools was
-- counted again. Few are, so only they are looked at one by one. profil '': whatever the profil.
INSERT INTO utilisateurs_suivants
WITH
    lieux AS (SELECT uai, ici FROM lieu),
    par_ecole AS
    (
        SELECT uai, projet, if(dimension = 'profil', code, '') AS profil, toInt64(utilisateurs) AS n
        FROM periode
        WHERE genre = {genre:String} AND debut = {debut:Date} AND dimension IN ('total', 'profil')
    ),
    ailleurs AS
    (
        SELECT uai, projet, visiteur, arrayJoin(['', toString(profil)]) AS profil
        FROM presence
        WHERE genre = {genre:String} AND debut = {debut:Date}
          AND (projet, visiteur) IN
          (
              SELECT projet, visiteur FROM presence
              WHERE genre = {genre:String} AND debut = {debut:Date}
              GROUP BY projet, visiteur
              HAVING min(uai) != max(uai)
          )
    )
SELECT {genre:String}, {debut:Date}, niveau, territoire, projet, profil, sum(n)
FROM
(
    SELECT 'etablissement' AS niveau, toString(uai) AS territoire, projet, profil, n FROM par_ecole
    UNION ALL
    SELECT t.1, t.2, projet, profil, sum(n) FROM par_ecole INNER JOIN lieux USING (uai) ARRAY JOIN ici AS t
    GROUP BY t, projet, profil
    UNION ALL
    SELECT t.1, t.2, projet, profil, -sum(de_trop)
    FROM
    (
        SELECT t, projet, profil, toInt64(uniqExact(uai)) - 1 AS de_trop
        FROM ailleurs INNER JOIN lieux USING (uai) ARRAY JOIN ici AS t
        GROUP BY t, projet, profil, visiteur
    )
    GROUP BY t, projet, profil
)
GROUP BY niveau, territoire, projet, profil
HAVING sum(n) > 0
