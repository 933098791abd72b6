-- Counted and doublons of the markers of a day, once visites.sql has run for it: of the markers that it read, not of those
-- that another process has inserted since. The other days of its month, with which it is swapped in, stay as they are.
INSERT INTO decompte_suivant
SELECT {jour:Date}, recu, projet, sum(n) - sum(doublons), sum(doublons)
FROM juge_suivant
GROUP BY recu, projet
HAVING sum(n) > 0
UNION ALL
SELECT jour, recu, projet, comptes, doublons
FROM decompte_jour
WHERE toYYYYMM(jour) = toYYYYMM({jour:Date}) AND jour != {jour:Date}
