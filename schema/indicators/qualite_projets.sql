-- Le marquage de chaque projet : ce qui est rejeté parmi les marqueurs reçus dans la période, la part des visites qui ont des pages
-- hors service (PAGE_ENT), les établissements devenus silencieux.
CREATE OR REPLACE VIEW qualite_projets AS
WITH
    recus AS
    (
        SELECT p.debut AS debut, r.projet AS projet, sum(r.n) AS recus, sumIf(r.n, r.verdict != 'compte') AS rejetes, sum(r.doublons) AS doublons
        FROM periodes(@portee) AS p
        CROSS JOIN registre AS r
        WHERE r.recu BETWEEN p.debut AND p.fin AND ({projet:String} = '' OR r.projet = {projet:String})
        GROUP BY p.debut, r.projet
    ),
    visites AS
    (
        SELECT debut, projet, sumIf(x.visites, dimension = 'total') AS total, sumIf(x.visites, code = 'PAGE_ENT') AS page_ent
        FROM perimetre(@portee) AS x
        WHERE dimension = 'total' OR dimension = 'service' AND code = 'PAGE_ENT'
        GROUP BY debut, projet
    ),
    silences AS
    (
        SELECT arrayJoin(splitByString(', ', projets)) AS projet, any(debut) AS debut, sum(silencieuse) AS silencieuses
        FROM etablissements(@portee)
        GROUP BY projet
    )
SELECT r.debut AS debut, p.provisoire AS provisoire, r.projet AS projet, v.total AS visites, v.page_ent / nullIf(v.total, 0) AS part_page_ent,
    r.recus AS recus, r.rejetes AS rejetes, r.rejetes / nullIf(r.recus, 0) AS part_rejets, r.doublons AS doublons,
    if(s.debut = r.debut, toNullable(s.silencieuses), NULL) AS ecoles_silencieuses
FROM recus AS r
INNER JOIN periodes(@portee) AS p ON p.debut = r.debut
LEFT JOIN visites AS v ON v.debut = r.debut AND v.projet = r.projet
LEFT JOIN silences AS s ON s.projet = r.projet
