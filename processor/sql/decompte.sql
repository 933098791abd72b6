-- Counted and doublons of the markers of a day, once visites.sql has run for it.
INSERT INTO decompte_suivant
SELECT {jour:Date}, recu, projet, n - doublons, doublons
FROM
(
    SELECT toDate(toDateTime(t + toIntervalMillisecond(age), 'UTC'), 'Europe/Paris') AS recu, projet, count() AS n
    FROM marker WHERE jour = {jour:Date} GROUP BY recu, projet
) AS juges
LEFT JOIN (SELECT recu, projet, toUInt64(sum(n)) AS doublons FROM doublon_suivant GROUP BY recu, projet) AS trouves
    USING (recu, projet)
