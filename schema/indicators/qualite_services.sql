-- Services annoncés et services vus, par projet. Arrêté : vu dans au moins 3 semaines d'école, plus du tout dans la dernière semaine
-- complète. Une semaine d'école est ici une semaine où le projet a au moins la moitié de ses visites habituelles.
CREATE OR REPLACE VIEW qualite_services AS
SELECT m.projet AS projet, if(n.nom = '', m.projet, n.nom) AS nom_projet, m.service AS service, l.libelle AS libelle, toUInt8(m.annonce) AS annonce, m.premiere AS premiere,
    multiIf(m.derniere <= {au:Date}, m.derniere, empty(m.vues), NULL, arrayMax(m.vues)) AS derniere,
    multiIf(
        m.premiere IS NULL, 'jamais vu',
        NOT has(m.vues, m.dernieres[1]) AND arrayCount(s -> has(m.vues, s), m.dernieres) >= 3, 'arrêté',
        m.annonce = 0, 'non annoncé',
        'vu') AS etat
FROM
(
    SELECT m.projet AS projet, m.service AS service, m.annonce AS annonce, m.premiere AS premiere, m.derniere AS derniere, e.dernieres AS dernieres,
        e.services[m.service] AS vues
    -- As it was known at the last day asked.
    FROM
    (
        SELECT projet, service, annonce, if(premiere <= {au:Date}, premiere, NULL) AS premiere, derniere
        FROM marquage
        WHERE annonce = 1 OR premiere <= {au:Date}
    ) AS m
    -- Of each projet, its weeks of school, the last first, and the weeks in which each service was seen.
    INNER JOIN
    (
        SELECT projet, services, arrayReverseSort(arrayFilter((d, n) -> 2 * n >= habituelles, mapKeys(semaines), mapValues(semaines))) AS dernieres
        FROM
        (
            SELECT projet, mapFromArrays(groupArrayIf(toString(code), code != ''), groupArrayIf(vues, code != '')) AS services, anyIf(totaux, code = '') AS semaines,
                arrayReduce('medianExact', mapValues(semaines)) AS habituelles
            FROM
            (
                SELECT projet, if(dimension = 'total', '', code) AS code, groupUniqArrayIf(debut, dimension = 'service' AND x.visites > 0) AS vues,
                    sumMapIf(map(debut, x.visites), dimension = 'total' AND debut <= fin) AS totaux
                FROM
                (
                    SELECT *, (SELECT max(debut) FROM periode_reconstruite WHERE genre = 'semaine') - 7 AS fin
                    FROM perimetre(@portee, genre = 'semaine')
                ) AS x
                WHERE dimension IN ('total', 'service')
                GROUP BY projet, code
            )
            GROUP BY projet
        )
    ) AS e ON e.projet = m.projet
    WHERE notEmpty(e.dernieres)
) AS m
LEFT JOIN libelle_service AS l ON l.code = m.service
LEFT JOIN nom_projet AS n ON n.projet = m.projet
WHERE m.service != 'PAGE_ENT' AND {genre:String} != '' AND ({projet:String} = '' OR m.projet = {projet:String})
