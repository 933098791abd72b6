-- Services annoncés et services vus, par projet. Arrêté : vu dans au moins 3 semaines d'école, plus du tout dans la dernière semaine
-- complète. Une semaine d'école est ici une semaine où le projet a au moins la moitié de ses visites habituelles.
CREATE OR REPLACE VIEW qualite_services AS
WITH
    semaines AS
    (
        SELECT projet, debut, sum(x.visites) AS visites, medianExact(visites) OVER (PARTITION BY projet) AS habituelles
        FROM perimetre(@portee, genre = 'semaine') AS x
        WHERE dimension = 'total' AND debut <= (SELECT max(debut) FROM periode_reconstruite WHERE genre = 'semaine') - 7
        GROUP BY projet, debut
    ),
    cours AS
    (
        SELECT projet, groupArray(debut) AS dernieres
        FROM (SELECT * FROM semaines WHERE 2 * visites >= habituelles ORDER BY debut DESC)
        GROUP BY projet
    ),
    vus AS
    (
        SELECT projet, code, groupUniqArray(debut) AS vues
        FROM perimetre(@portee, genre = 'semaine')
        WHERE dimension = 'service' AND visites > 0
        GROUP BY projet, code
    )
SELECT m.projet AS projet, if(n.nom = '', m.projet, n.nom) AS nom_projet, m.service AS service, l.libelle AS libelle, toUInt8(m.annonce) AS annonce, m.premiere AS premiere,
    multiIf(m.derniere <= {au:Date}, m.derniere, empty(v.vues), NULL, arrayMax(v.vues)) AS derniere,
    multiIf(
        m.premiere IS NULL, 'jamais vu',
        NOT has(v.vues, e.dernieres[1]) AND arrayCount(s -> has(v.vues, s), e.dernieres) >= 3, 'arrêté',
        m.annonce = 0, 'non annoncé',
        'vu') AS etat
-- As it was known at the last day asked.
FROM
(
    SELECT projet, service, annonce, if(premiere <= {au:Date}, premiere, NULL) AS premiere, derniere
    FROM marquage
    WHERE annonce = 1 OR premiere <= {au:Date}
) AS m
INNER JOIN cours AS e ON e.projet = m.projet
LEFT JOIN vus AS v ON v.projet = m.projet AND v.code = m.service
LEFT JOIN (SELECT code, libelle FROM libelle WHERE dimension = 'service') AS l ON l.code = m.service
LEFT JOIN nom_projet AS n ON n.projet = m.projet
WHERE m.service != 'PAGE_ENT' AND {genre:String} != '' AND ({projet:String} = '' OR m.projet = {projet:String})
