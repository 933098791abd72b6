-- `jour_juge`, whole from a week before `du` to a week after `au`: a marker's day is at most three from that of its reception.
CREATE OR REPLACE VIEW jour_juge_portee AS
SELECT j AS jour, sum(r.n) AS vus, max(r.generation) AS generation, sum(if(j = r.jour, r.n, 0)) AS propres
FROM recu AS r
ARRAY JOIN multiIf(tranche = 'soir', [r.jour, r.jour + 1], tranche = 'matin', [r.jour - 1, r.jour], [r.jour]) AS j
WHERE verdict = 'compte' AND recu BETWEEN {du:Date} - 12 AND {au:Date} + 12
GROUP BY j
