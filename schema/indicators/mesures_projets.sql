-- Every group of every period of the scope, by projet: visits, time and users, kept together for an académie, a département, the country
-- or a school; of a commune or circonscription, visits and time in some rows, users in others, which add up. utilisateurs NULL: not in
-- this row.
CREATE OR REPLACE VIEW mesures_projets AS
SELECT debut, projet, dimension, code, visites, duree, utilisateurs
FROM territoire_portee(@portee)
WHERE {uai:String} = '' AND {code_commune:String} = '' AND {circonscription:String} = ''
UNION ALL
SELECT debut, projet, dimension, code, visites, duree, NULL AS utilisateurs
FROM perimetre(@portee)
WHERE {uai:String} = '' AND ({code_commune:String} != '' OR {circonscription:String} != '')
UNION ALL
SELECT debut, projet, dimension, code, 0, 0, utilisateurs
FROM personnes(@portee)
WHERE {uai:String} = '' AND ({code_commune:String} != '' OR {circonscription:String} != '')
UNION ALL
SELECT debut, projet, dimension, code, visites, duree, utilisateurs
FROM periode
WHERE {uai:String} != '' AND uai = {uai:String}
  AND genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}
  AND uai IN (SELECT uai FROM ecole_recensee(@portee))
  AND ({projet:String} = '' OR projet = {projet:String})
