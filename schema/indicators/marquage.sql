-- Services that a projet announces or was ever seen to mark: of any other, nothing is known, which is not 0.
-- depuis: the day from which its visits are known: since ever when it is announced. What a month shows does not change when a
-- later one marks more.
-- premiere, derniere: the first and last weeks with a visit of it; NULL when never. They touch the first and the last month with one:
-- weeks of other months are not read.
CREATE OR REPLACE VIEW marquage AS
SELECT projet, service, max(m.annonce) AS annonce, minOrNull(m.semaine) AS premiere, maxOrNull(m.semaine) AS derniere,
    if(annonce = 1, toNullable(toDate(0)), premiere) AS depuis
FROM
(
    SELECT projet, arrayJoin(services) AS service, 1 AS annonce, NULL AS semaine FROM projet FINAL
    UNION ALL
    SELECT projet, code AS service, 0, debut FROM mesure_territoire
    WHERE niveau = 'france' AND degre = '' AND secteur = '' AND genre = 'semaine' AND dimension = 'service'
      AND debut IN
      (
          SELECT toMonday(arrayJoin([min(debut), max(debut)])) + 7 * arrayJoin(range(6))
          FROM mesure_territoire
          WHERE niveau = 'france' AND degre = '' AND secteur = '' AND genre = 'mois' AND dimension = 'service'
          GROUP BY projet, code
      )
) AS m
GROUP BY projet, service
