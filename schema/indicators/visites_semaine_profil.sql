-- Visits per week by profil, and TOTAL. A visit is of one profil, so the profils add up to the total.
CREATE OR REPLACE VIEW visites_semaine_profil AS
SELECT semaine, if(dimension = 'total', 'TOTAL', code) AS profil, libelle, visites
FROM
(
    SELECT semaine, dimension, code, sum(p.visites) AS visites
    FROM perimetre_semaine(projet = {projet:String}, code_departement = {code_departement:String}) AS p
    WHERE dimension IN ('total', 'profil')
    GROUP BY semaine, dimension, code
) AS groupe
LEFT JOIN libelle USING (dimension, code)
