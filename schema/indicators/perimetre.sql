-- Visits and time of each group of a period in the scope of a question, by projet: those of the territory, or from the schools when
-- the question is of a commune, a circonscription or a school. Of the two, one is read.
CREATE OR REPLACE VIEW perimetre AS
SELECT debut, projet, dimension, code, visites, duree
FROM territoire_portee(@portee)
WHERE {uai:String} = '' AND {code_commune:String} = '' AND {circonscription:String} = ''
UNION ALL
SELECT debut, projet, dimension, code, visites, duree
FROM periode
WHERE ({uai:String} != '' OR {code_commune:String} != '' OR {circonscription:String} != '')
  AND genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}
  AND uai IN (SELECT uai FROM ecole_recensee(@portee))
  AND ({projet:String} = '' OR projet = {projet:String})
