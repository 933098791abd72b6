-- Every group of every period of the scope, by projet: visits and time in some rows, users in others, which add up; of a school, both in
-- one. utilisateurs NULL: not in this row.
CREATE OR REPLACE VIEW mesures_projets AS
SELECT debut, projet, dimension, code, visites, duree, NULL AS utilisateurs FROM perimetre(@portee) WHERE {uai:String} = ''
UNION ALL
SELECT debut, projet, dimension, code, 0, 0, utilisateurs FROM personnes(@portee) WHERE {uai:String} = ''
UNION ALL
SELECT debut, projet, dimension, code, visites, duree, utilisateurs
FROM periode
WHERE {uai:String} != '' AND uai = {uai:String}
  AND genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}
  AND uai IN (SELECT uai FROM ecole_recensee(@portee))
  AND ({projet:String} = '' OR projet = {projet:String})
