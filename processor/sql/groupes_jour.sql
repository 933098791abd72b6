-- Visits and time of each group of a day. A visit is in several: all, its profil, its appareil, os, navigateur, its profil
-- with its appareil; and in the groups of each of its services (groupes_services_jour.sql). Visits alike are first put together.
INSERT INTO groupe_suivant
SELECT uai, projet, groupe.1, groupe.2, sum(n), 0, sum(ms)
FROM
(
    SELECT uai, projet, profil, appareil, os, navigateur, count() AS n, sum(duree) AS ms
    FROM visit
    WHERE jour = {debut:Date}
    GROUP BY uai, projet, profil, appareil, os, navigateur
)
ARRAY JOIN [
    ('total', ''),
    ('profil', toString(profil)),
    ('appareil', toString(appareil)),
    ('os', toString(os)),
    ('navigateur', toString(navigateur)),
    ('profil_appareil', toString(profil) || ' ' || toString(appareil))] AS groupe
GROUP BY uai, projet, groupe
