-- `recensement` of the scope: what is kept, or of the schools when the question is of a commune, a circonscription or a school.
CREATE OR REPLACE VIEW recensement_portee AS
SELECT projet, code_academie, code_departement, degre, secteur, depuis, academie, departement, ecoles, publiques, effectif, sans_effectif
FROM recensement
WHERE {uai:String} = '' AND {code_commune:String} = '' AND {circonscription:String} = ''
  AND ({code_academie:String} = '' OR code_academie = {code_academie:String})
  AND ({code_departement:String} = '' OR code_departement = {code_departement:String})
  AND ({degre:String} = '' OR toString(degre) = {degre:String})
  AND ({secteur:String} = '' OR secteur = {secteur:String})
UNION ALL
SELECT projet, code_academie, code_departement, degre, secteur, depuis, academie, departement, ecoles, publiques, effectif, sans_effectif
FROM recensement_ecoles(@portee)
WHERE ({uai:String} != '' OR {code_commune:String} != '' OR {circonscription:String} != '')
