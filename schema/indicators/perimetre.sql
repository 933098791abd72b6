-- Visits and time of each group of a period in the scope of a question, by projet: from the sums by département, or from
-- the schools when the question is of a commune, a circonscription or a school. Of the two, one is read.
CREATE OR REPLACE VIEW perimetre AS
SELECT debut, projet, dimension, code, visites, duree
FROM territoire
WHERE {uai:String} = '' AND {code_commune:String} = '' AND {circonscription:String} = ''
  AND genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}
  AND ({code_academie:String} = '' OR code_academie = {code_academie:String})
  AND ({code_departement:String} = '' OR code_departement = {code_departement:String})
  AND ({degre:String} = '' OR toString(degre) = {degre:String})
  AND ({secteur:String} = '' OR secteur = {secteur:String})
  AND ({projet:String} = '' OR projet = {projet:String})
UNION ALL
SELECT debut, projet, dimension, code, visites, duree
FROM periode
WHERE ({uai:String} != '' OR {code_commune:String} != '' OR {circonscription:String} != '')
  AND genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}
  AND uai IN (SELECT uai FROM ecole_recensee(@portee))
  AND ({projet:String} = '' OR projet = {projet:String})
