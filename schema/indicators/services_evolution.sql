-- Visites de chaque service dans la période et dans celle d'avant ; rien de celle d'avant quand elle n'a pas été mesurée.
CREATE OR REPLACE VIEW services_evolution AS
WITH (SELECT groupArray(debut) FROM periodes_mesurees(@avant)) AS mesurees
SELECT p.debut AS debut, p.provisoire AS provisoire, l.code AS service, l.libelle AS libelle,
    g.visites AS visites, if(has(mesurees, p.avant), toNullable(a.visites), NULL) AS visites_avant, visites / nullIf(visites_avant, 0) - 1 AS evolution
FROM
(
    SELECT debut, provisoire,
        toDate(multiIf({genre:String} = 'jour', debut - 1, {genre:String} = 'semaine', debut - 7,
                       {genre:String} = 'mois', addMonths(debut, -1), addYears(debut, -1))) AS avant
    FROM periodes(@portee)
) AS p
CROSS JOIN libelle_service AS l
LEFT JOIN (SELECT debut, code, visites FROM mesures(@portee) WHERE dimension = 'service') AS g ON g.debut = p.debut AND g.code = l.code
LEFT JOIN (SELECT debut, code, visites FROM mesures(@avant) WHERE dimension = 'service') AS a ON a.debut = p.avant AND a.code = l.code
WHERE visites > 0 OR visites_avant > 0
