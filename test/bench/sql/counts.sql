-- What the processor would have counted of the markers of a day, so that the day is dirty.
INSERT INTO recu
SELECT toDate(toDateTime(t + toIntervalMillisecond(age), 'UTC'), 'Europe/Paris'), projet, jour, tranche, 'compte', '', 0, count()
FROM marker WHERE jour = {jour:Date} GROUP BY ALL
