-- The figures of a school in a projet over a period, a row a group (see `groupe`).
CREATE OR REPLACE VIEW periode AS
SELECT genre, debut, uai, projet, dimension, g.1 AS code, g.2 AS visites, g.3 AS utilisateurs, g.4 AS duree
FROM groupe
ARRAY JOIN arrayZip(codes, visites_par_code, utilisateurs_par_code, durees_par_code) AS g
WHERE g.2 > 0
