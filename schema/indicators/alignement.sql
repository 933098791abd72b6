-- La semaine de l'an dernier à laquelle chaque semaine se compare, dans le calendrier scolaire de l'académie du périmètre : même
-- rang depuis la rentrée ou les vacances d'avant, ou jusqu'aux vacances d'après quand elles sont plus proches. Une semaine est de
-- vacances quand elle a moins de trois jours de classe ; un pont n'en fait pas. Sans calendrier, ou avec plusieurs zones : 52
-- semaines plus tôt.
CREATE OR REPLACE VIEW alignement AS
WITH
    -- First week without class, and first week of class again (NULL: not known yet). Three days are the majority of a week.
    (
        SELECT groupUniqArray((zone, intitule, annee, toMonday(debut + 4) AS premiere, toMonday(retour + 4) AS rentree))
        FROM conges_portee(@portee)
        WHERE {genre:String} = 'semaine' AND (retour IS NULL OR retour >= debut + 7)
    ) AS conges,
    length(arrayDistinct(arrayMap(c -> c.1, conges))) AS zones,
    arrayMap(c -> (c, arrayFirst(d -> d.2 = c.2 AND d.3 + 1 = c.3, conges)), conges) AS annees,
    -- Weeks where class stops or begins again, beside the same of last year, when both are known.
    arrayFilter(r -> r.2 > toDate('1971-01-01'), arrayConcat(
        arrayMap(a -> (a.1.4, a.2.4), annees),
        arrayMap(a -> (ifNull(a.1.5, toDate(0)), ifNull(a.2.5, toDate(0))), arrayFilter(a -> a.1.5 IS NOT NULL, annees)))) AS reperes,
    -- What is farther than half a year says that the calendar lacks holidays.
    arrayReverseSort(arrayFilter(r -> r.1 BETWEEN debut - 182 AND debut, reperes))[1] AS avant,
    arraySort(arrayFilter(r -> r.1 BETWEEN debut + 1 AND debut + 182, reperes))[1] AS apres,
    if(apres.2 > toDate(0) AND (avant.2 = toDate(0) OR apres.1 - debut <= debut - avant.1), apres, avant) AS repere
SELECT
    debut,
    toDate(if(zones = 1 AND repere.2 > toDate(0), repere.2 + (debut - repere.1), debut - 364)) AS semaine_comparee,
    -- Of a scope of several zones: when all of them are.
    if(length(arrayDistinct(arrayMap(c -> c.1, arrayFilter(c -> debut >= c.4 AND debut < ifNull(c.5, toDate(0)), conges)) AS en_vacances)) = zones AND zones > 0,
        toNullable(arrayFirst(c -> debut >= c.4 AND debut < ifNull(c.5, toDate(0)), conges).2), NULL) AS vacances
FROM periodes(@portee)
