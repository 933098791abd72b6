-- The rule that the view alignement says. A step a level, since an expression that is named and named again is analysed each time.
INSERT INTO semaine_alignee_suivante
WITH conges AS (@conges)
SELECT debut, academie, zone, an, vacances, cityHash64(toString((debut, academie, zone, an, vacances))) AS empreinte
FROM
(
    SELECT debut, academie, zone,
        toDate(if(repere.2 > toDate(0), repere.2 + (debut - repere.1), toDate(0))) AS an,
        if(notEmpty(en_vacances), toNullable(en_vacances[1].1), NULL) AS vacances
    FROM
    (
        SELECT debut, academie, zone, arrayFilter(c -> debut >= c.3 AND debut < ifNull(c.4, toDate(0)), tous) AS en_vacances,
            if(apres.2 > toDate(0) AND (avant.2 = toDate(0) OR apres.1 - debut <= debut - avant.1), apres, avant) AS repere
        FROM
        (
            -- What is farther than half a year says that the calendar lacks holidays.
            SELECT debut, academie, zone, tous,
                arrayReverseSort(arrayFilter(r -> r.1 BETWEEN debut - 182 AND debut, reperes))[1] AS avant,
                arraySort(arrayFilter(r -> r.1 BETWEEN debut + 1 AND debut + 182, reperes))[1] AS apres
            FROM
            (
                -- Weeks where class stops or begins again, beside the same of last year, when both are known.
                SELECT academie, zone, tous,
                    arrayFilter(r -> r.2 > toDate('1971-01-01'), arrayConcat(
                        arrayMap(a -> (a.1.3, a.2.3), annees),
                        arrayMap(a -> (ifNull(a.1.4, toDate(0)), ifNull(a.2.4, toDate(0))), arrayFilter(a -> a.1.4 IS NOT NULL, annees)))) AS reperes
                FROM
                (
                    SELECT academie, zone, tous, arrayMap(c -> (c, arrayFirst(d -> d.1 = c.1 AND d.2 + 1 = c.2, tous)), tous) AS annees
                    FROM
                    (
                        -- First week without class, and first week of class again (NULL: not known yet). Three days are the majority of a week.
                        SELECT academie, zone, arraySort(groupUniqArray((intitule, annee, toMonday(debut + 4), toMonday(retour + 4)))) AS tous
                        FROM conges
                        WHERE retour IS NULL OR retour >= debut + 7
                        GROUP BY academie, zone
                    )
                )
            ) AS c
            CROSS JOIN
            (
                -- All weeks less than half a year from holidays, each by its number: that of 1970-01-05, the first Monday of a Date, is 0.
                SELECT toDate(4 + 7 * arrayJoin(range(greatest(intDiv(min(toInt32(debut)), 7), 27) - 27,
                    least(intDiv(max(toInt32(ifNull(retour, debut))), 7) + 28, 9362)))) AS debut
                FROM conges
            ) AS s
        )
    )
)
