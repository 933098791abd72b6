-- What was judged of each local day and of the hours beside it that decide of it (design §3), by days that have markers of
-- their own. A rebuild remembers vus and generation; propres are the day's own markers.
CREATE OR REPLACE VIEW jour_juge AS
SELECT j AS jour, sum(r.n) AS vus, max(r.generation) AS generation, sum(if(j = r.jour, r.n, 0)) AS propres
FROM recu AS r
ARRAY JOIN multiIf(tranche = 'soir', [r.jour, r.jour + 1], tranche = 'matin', [r.jour - 1, r.jour], [r.jour]) AS j
WHERE verdict = 'compte'
GROUP BY j
