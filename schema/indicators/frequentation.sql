-- The week of each school seen, its projets together: users of one school add up over projets (a user is of one projet).
-- active: at least 5 utilisateurs in the week.
CREATE OR REPLACE VIEW frequentation AS
SELECT semaine, uai, sum(f.visites) AS visites, sum(f.utilisateurs) AS utilisateurs, utilisateurs >= 5 AS active
FROM perimetre_semaine(projet = {projet:String}, code_departement = {code_departement:String}) AS f
WHERE dimension = 'total' AND f.visites > 0
GROUP BY semaine, uai
