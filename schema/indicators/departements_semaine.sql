-- Each département per week: visits and schools of all degrees, then the deployment of the first degree, that is its open
-- public schools in a projet over its open public schools, with the official classes. Visits add up over schools; users
-- don't, so none are here. The directory is today's, the conventions are the week's. Départements with nothing are left out.
CREATE OR REPLACE VIEW departements_semaine AS
WITH
    usage AS
    (
        SELECT semaine, code_departement, sum(f.visites) AS visites, count() AS vues, countIf(active) AS actives
        FROM frequentation(projet = {projet:String}, code_departement = {code_departement:String}) AS f
        INNER JOIN (SELECT uai, code_departement FROM ecole) AS ecole USING (uai)
        GROUP BY semaine, code_departement
    ),
    declaree AS
    (
        SELECT uai, min(d.depuis) AS depuis
        FROM declaration(projet = {projet:String}, code_departement = {code_departement:String}) AS d
        GROUP BY uai
    ),
    parc AS
    (
        SELECT code_departement, departement, depuis, countIf(degre = 1 AND ouvert AND secteur = 'PU') AS publiques
        FROM ecole
        LEFT JOIN declaree USING (uai)
        WHERE {code_departement:String} = '' OR code_departement = {code_departement:String}
        GROUP BY code_departement, departement, depuis
    ),
    deploiement AS
    (
        SELECT
            semaine,
            code_departement,
            max(parc.departement) AS departement,
            sumIf(parc.publiques, parc.depuis <= semaine + 6) AS en_projet,
            sum(parc.publiques) AS publiques
        FROM (SELECT DISTINCT semaine FROM semaine) AS semaines
        CROSS JOIN parc
        GROUP BY semaine, code_departement
    )
SELECT
    deploiement.semaine AS semaine,
    deploiement.code_departement AS code_departement,
    deploiement.departement AS departement,
    usage.visites AS visites,
    usage.actives AS ecoles_actives,
    usage.vues AS ecoles_vues,
    deploiement.en_projet AS ecoles_en_projet,
    deploiement.publiques AS ecoles_publiques,
    ecoles_en_projet / nullIf(ecoles_publiques, 0) AS taux_deploiement,
    multiIf(
        ecoles_publiques = 0, NULL,
        100 * ecoles_en_projet < 20 * ecoles_publiques, 'moins de 20 %',
        100 * ecoles_en_projet < 50 * ecoles_publiques, 'entre 20 et 50 %',
        100 * ecoles_en_projet < 90 * ecoles_publiques, 'entre 50 et 90 %',
        'généralisation massive, 90 % ou plus') AS classe_deploiement
FROM deploiement
LEFT JOIN usage USING (semaine, code_departement)
WHERE usage.visites > 0 OR deploiement.en_projet > 0
