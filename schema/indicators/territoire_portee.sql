-- Figures of the territory of a question, by projet, as they are kept: every group of an académie, a département or the country; of a
-- commune or circonscription, users alone, unless a degree or sector is asked. To be asked of no school. utilisateurs NULL: not known.
CREATE OR REPLACE VIEW territoire_portee AS
SELECT debut, projet, dimension, code, visites, duree, nullIf(m.utilisateurs, 0) AS utilisateurs
FROM mesure_territoire AS m
WHERE genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}
  AND niveau = multiIf({code_commune:String} != '', 'commune', {circonscription:String} != '', 'circonscription',
                       {code_departement:String} != '', 'departement', {code_academie:String} != '', 'academie', 'france')
  AND territoire = multiIf({code_commune:String} != '', {code_commune:String}, {circonscription:String} != '', {circonscription:String},
                           {code_departement:String} != '', {code_departement:String}, {code_academie:String})
  AND ({code_academie:String} = '' OR {code_departement:String} = ''
       OR {code_departement:String} IN (SELECT toString(code_departement) FROM ecole_placee WHERE code_academie = {code_academie:String}))
  AND degre = {degre:String} AND secteur = {secteur:String}
  AND ({projet:String} = '' OR projet = {projet:String})
