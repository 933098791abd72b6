-- `marquage` as the periods of the question see it: a date is before the end of the same ones, but another. Of the time before, years
-- and months say enough: a service seen in one that is over was seen in a week before the first day asked. To read every week that
-- was ever kept would be most of the time of a question. depuis: 1970 when it is announced; NULL where a join finds nothing.
CREATE OR REPLACE VIEW marquage_portee AS
WITH toStartOfMonth({du:Date}) AS mois, addMonths(toStartOfYear(addMonths({du:Date}, -7)), 7) AS rentree
SELECT projet, service, toNullable(min(m.depuis)) AS depuis
FROM
(
    SELECT projet, arrayJoin(services) AS service, toDate(0) AS depuis FROM projet FINAL
    UNION ALL
    SELECT projet, code AS service, debut FROM mesure_territoire
    WHERE niveau = 'france' AND degre = '' AND secteur = '' AND dimension = 'service'
      AND (genre = 'annee' AND debut < rentree OR genre = 'mois' AND debut >= rentree AND debut < mois
           OR genre = 'semaine' AND debut BETWEEN mois - 6 AND {au:Date} + 366)
) AS m
GROUP BY projet, service
