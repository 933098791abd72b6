-- Every group of every period of the scope, its projets together; exact: what crosses profils is read through `cellules`.
-- utilisateurs NULL: not available.
CREATE OR REPLACE VIEW mesures AS
SELECT debut, dimension, code, sum(m.visites) AS visites, sum(m.duree) AS duree, sumOrNull(m.utilisateurs) AS utilisateurs
FROM mesures_projets(@portee) AS m
GROUP BY debut, dimension, code
