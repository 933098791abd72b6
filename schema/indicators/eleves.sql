-- Pupils of each school whose headcount is known, at the latest rentrée known.
CREATE OR REPLACE VIEW eleves AS
SELECT uai, toNullable(argMax(e.effectif, e.rentree)) AS effectif
FROM effectif AS e FINAL
GROUP BY uai
