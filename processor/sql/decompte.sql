-- Counted and doublons of the markers of a day, once visites.sql has run for it: of the markers that it read, not of those
-- that another process has inserted since.
INSERT INTO decompte_suivant
SELECT {jour:Date}, recu, projet, sum(n) - sum(doublons), sum(doublons)
FROM juge_suivant
GROUP BY recu, projet
HAVING sum(n) > 0
