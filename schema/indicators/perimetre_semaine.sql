-- The scope of a question, in one place. Every indicator takes the same two arguments and reads `semaine` through here (weekly views of the first page):
-- SELECT * FROM ecoles_semaine(projet = 'ENT95', code_departement = ''), where '' stands for all of them.
CREATE OR REPLACE VIEW perimetre_semaine AS
SELECT semaine, uai, projet, dimension, code, visites, utilisateurs, duree
FROM semaine
WHERE ({projet:String} = '' OR projet = {projet:String})
  AND ({code_departement:String} = ''
       OR uai IN (SELECT uai FROM ecole WHERE code_departement = {code_departement:String}))
