-- Visits per week with at least one marker of each service, and their share of all visits of the week.
-- One visit touches several services, so services don't add up to visits. A service nobody used has a row at 0.
CREATE OR REPLACE VIEW services_semaine AS
WITH
    groupe AS
    (
        SELECT semaine, dimension, code, sum(p.visites) AS visites
        FROM perimetre_semaine(projet = {projet:String}, code_departement = {code_departement:String}) AS p
        WHERE dimension IN ('total', 'service')
        GROUP BY semaine, dimension, code
    )
SELECT
    total.semaine AS semaine,
    libelle.code AS service,
    libelle.libelle AS libelle,
    groupe.visites AS visites,
    groupe.visites / nullIf(total.visites, 0) AS part_visites
FROM (SELECT semaine, visites FROM groupe WHERE dimension = 'total') AS total
CROSS JOIN (SELECT dimension, code, libelle FROM libelle WHERE dimension = 'service') AS libelle
LEFT JOIN groupe ON groupe.semaine = total.semaine AND groupe.dimension = libelle.dimension AND groupe.code = libelle.code
