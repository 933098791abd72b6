-- The schools of the scope, by the directory alone. The last condition is true: a view must use all its arguments.
CREATE OR REPLACE VIEW ecoles_portee AS
SELECT *
FROM annuaire
WHERE ({uai:String} = '' OR uai = {uai:String})
  AND ({code_academie:String} = '' OR code_academie = {code_academie:String})
  AND ({code_departement:String} = '' OR code_departement = {code_departement:String})
  AND ({circonscription:String} = '' OR cle_circonscription = {circonscription:String})
  AND ({code_commune:String} = '' OR code_commune = {code_commune:String})
  AND ({degre:String} = '' OR toString(degre) = {degre:String})
  AND ({secteur:String} = '' OR secteur = {secteur:String})
  AND ({genre:String} != '' OR {projet:String} = '' OR {du:Date} != {au:Date})
