-- Each period of each school of the scope that was seen, or that a running projet declares: what schools are counted from.
CREATE OR REPLACE VIEW ecoles_suivies AS
SELECT d AS debut, uai, v AS visites, u AS utilisateurs, t AS duree, declaree
FROM suivi(@portee)
ARRAY JOIN debuts AS d, visites AS v, utilisateurs AS u, duree AS t, declaree AS declaree
