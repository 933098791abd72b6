-- La semaine de l'an dernier à laquelle chaque semaine se compare, dans le calendrier scolaire de l'académie du périmètre : même
-- rang depuis la rentrée ou les vacances d'avant, ou jusqu'aux vacances d'après quand elles sont plus proches. Une semaine est de
-- vacances quand elle a moins de trois jours de classe ; un pont n'en fait pas. Sans calendrier, ou avec plusieurs zones : 52
-- semaines plus tôt.
CREATE OR REPLACE VIEW alignement AS
SELECT
    debut,
    toDate(if(zones = 1 AND repere.2 > toDate(0), repere.2 + (debut - repere.1), debut - 364)) AS semaine_comparee,
    -- Of a scope of several zones: when all of them are.
    if(zones > 0 AND length(arrayDistinct(en_vacances.1)) = zones, toNullable(en_vacances.2[1]), NULL) AS vacances
FROM
(
    -- A step a level, since an expression that is named and named again is analysed each time.
    SELECT debut, zones, arrayFilter(c -> debut >= c.4 AND debut < ifNull(c.5, toDate(0)), conges) AS en_vacances,
        if(apres.2 > toDate(0) AND (avant.2 = toDate(0) OR apres.1 - debut <= debut - avant.1), apres, avant) AS repere
    FROM
    (
        -- What is farther than half a year says that the calendar lacks holidays.
        SELECT debut, zones, conges,
            arrayReverseSort(arrayFilter(r -> r.1 BETWEEN debut - 182 AND debut, reperes))[1] AS avant,
            arraySort(arrayFilter(r -> r.1 BETWEEN debut + 1 AND debut + 182, reperes))[1] AS apres
        FROM periodes_mesurees(@portee) AS p
        CROSS JOIN
        (
            -- Weeks where class stops or begins again, beside the same of last year, when both are known.
            SELECT conges, length(arrayDistinct(conges.1)) AS zones,
                arrayFilter(r -> r.2 > toDate('1971-01-01'), arrayConcat(
                    arrayMap(a -> (a.1.4, a.2.4), annees),
                    arrayMap(a -> (ifNull(a.1.5, toDate(0)), ifNull(a.2.5, toDate(0))), arrayFilter(a -> a.1.5 IS NOT NULL, annees)))) AS reperes
            FROM
            (
                SELECT conges, arrayMap(c -> (c, arrayFirst(d -> d.2 = c.2 AND d.3 + 1 = c.3, conges)), conges) AS annees
                FROM
                (
                    -- First week without class, and first week of class again (NULL: not known yet). Three days are the majority of a week.
                    SELECT groupUniqArray((zone, intitule, annee, toMonday(debut + 4) AS premiere, toMonday(retour + 4) AS rentree)) AS conges
                    FROM conges_portee(@portee)
                    WHERE {genre:String} = 'semaine' AND (retour IS NULL OR retour >= debut + 7)
                )
            )
        ) AS c
    )
)
