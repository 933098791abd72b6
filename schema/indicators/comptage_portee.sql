-- `comptage` of the scope: what is kept, or of the schools when the question is of a commune, a circonscription or a school.
CREATE OR REPLACE VIEW comptage_portee AS
SELECT debut, projet, code_academie, code_departement, degre, secteur, depuis, ecoles, vues, actives, effectif, sans_effectif,
    visites, visites_connues, utilisateurs_connus
FROM comptage
WHERE {uai:String} = '' AND {code_commune:String} = '' AND {circonscription:String} = ''
  AND genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}
  AND ({code_academie:String} = '' OR code_academie = {code_academie:String})
  AND ({code_departement:String} = '' OR code_departement = {code_departement:String})
  AND ({degre:String} = '' OR toString(degre) = {degre:String})
  AND ({secteur:String} = '' OR secteur = {secteur:String})
UNION ALL
SELECT debut, projet, code_academie, code_departement, degre, secteur, depuis, ecoles, vues, actives, effectif, sans_effectif,
    visites, visites_connues, utilisateurs_connus
FROM comptage_ecoles(@portee)
WHERE ({uai:String} != '' OR {code_commune:String} != '' OR {circonscription:String} != '')
