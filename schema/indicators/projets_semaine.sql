-- Each projet per week: visits, schools seen, active, declared, seen without being declared (hors périmètre), and visits
-- per 100 pupils of the schools seen whose headcount is known, in both terms; ecoles_sans_effectif were left out of it.
-- A projet whose convention runs and that sent nothing has a row at 0.
CREATE OR REPLACE VIEW projets_semaine AS
WITH
    declaree AS
    (
        SELECT projet, uai, depuis
        FROM declaration(projet = {projet:String}, code_departement = {code_departement:String})
    ),
    usage AS
    (
        SELECT
            semaine,
            projet,
            sum(p.visites) AS visites,
            count() AS vues,
            countIf(p.utilisateurs >= 5) AS actives,
            countIf(isNull(declaree.depuis) OR declaree.depuis > semaine + 6) AS hors_perimetre,
            countIf(isNull(ecole.effectif)) AS sans_effectif,
            100 * sumIf(p.visites, isNotNull(ecole.effectif)) / nullIf(sum(ecole.effectif), 0) AS pour_100_eleves
        FROM perimetre_semaine(projet = {projet:String}, code_departement = {code_departement:String}) AS p
        LEFT JOIN (SELECT uai, effectif FROM ecole) AS ecole USING (uai)
        LEFT JOIN declaree USING (projet, uai)
        WHERE dimension = 'total' AND p.visites > 0
        GROUP BY semaine, projet
    ),
    inscrit AS
    (
        SELECT projet, libelle, convention, declarees
        FROM (SELECT projet, libelle, convention FROM projet FINAL) AS registre
        LEFT JOIN (SELECT projet, count() AS declarees FROM declaree GROUP BY projet) AS compte USING (projet)
        WHERE {projet:String} = '' OR projet = {projet:String}
    )
SELECT
    semaines.semaine AS semaine,
    inscrit.projet AS projet,
    inscrit.libelle AS libelle,
    usage.visites AS visites,
    usage.actives AS ecoles_actives,
    usage.vues AS ecoles_vues,
    inscrit.declarees AS ecoles_declarees,
    usage.hors_perimetre AS ecoles_hors_perimetre,
    usage.pour_100_eleves AS visites_pour_100_eleves,
    usage.sans_effectif AS ecoles_sans_effectif
FROM (SELECT DISTINCT semaine FROM semaine) AS semaines
CROSS JOIN inscrit
LEFT JOIN usage ON usage.semaine = semaines.semaine AND usage.projet = inscrit.projet
WHERE usage.visites > 0 OR ifNull(inscrit.convention <= semaines.semaine + 6, true)
