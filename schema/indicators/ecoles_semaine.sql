-- Schools seen (at least one visit) and active (at least 5 utilisateurs) per week.
CREATE OR REPLACE VIEW ecoles_semaine AS
SELECT semaine, count() AS ecoles_vues, countIf(active) AS ecoles_actives
FROM frequentation(projet = {projet:String}, code_departement = {code_departement:String})
GROUP BY semaine
