-- Visits with each service and the time spent in it, of a day; by profil too.
INSERT INTO groupe_suivant
SELECT uai, projet, groupe.1, groupe.2, sum(n), 0, sum(ms)
FROM
(
    SELECT uai, projet, profil, service, count() AS n, sum(temps) AS ms
    FROM visit
    ARRAY JOIN services AS service, durees AS temps
    WHERE jour = {debut:Date}
    GROUP BY uai, projet, profil, service
)
ARRAY JOIN [
    ('service', toString(service)),
    ('profil_service', toString(profil) || ' ' || toString(service))] AS groupe
GROUP BY uai, projet, groupe
