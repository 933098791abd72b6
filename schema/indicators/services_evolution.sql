-- Visites de chaque service dans la période et dans celle d'avant.
CREATE OR REPLACE VIEW services_evolution AS
SELECT p.debut AS debut, p.provisoire AS provisoire, l.code AS service, l.libelle AS libelle,
    g.visites AS visites, a.visites AS visites_avant, visites / nullIf(visites_avant, 0) - 1 AS evolution
FROM periodes(@portee) AS p
CROSS JOIN libelle_service AS l
LEFT JOIN (SELECT debut, code, visites FROM mesures(@portee) WHERE dimension = 'service') AS g ON g.debut = p.debut AND g.code = l.code
LEFT JOIN
(
    SELECT
        toDate(multiIf({genre:String} = 'jour', debut + 1, {genre:String} = 'semaine', debut + 7,
                       {genre:String} = 'mois', addMonths(debut, 1), addYears(debut, 1))) AS suivant,
        code, visites
    FROM mesures(@avant)
    WHERE dimension = 'service'
) AS a ON a.suivant = p.debut AND a.code = l.code
WHERE visites > 0 OR visites_avant > 0
