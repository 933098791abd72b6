-- The weeks of `periode`.
CREATE OR REPLACE VIEW semaine AS
SELECT debut AS semaine, uai, projet, dimension, code, visites, utilisateurs, duree
FROM periode
WHERE genre = 'semaine'
