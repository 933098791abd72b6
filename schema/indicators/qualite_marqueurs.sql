-- Of each projet: what is refused of the markers received in a period, and the visits with pages of no service.
CREATE OR REPLACE VIEW qualite_marqueurs AS
WITH
    recus AS
    (
        SELECT p.debut AS debut, p.provisoire AS provisoire, r.projet AS projet, r.n AS recus, r.rejetes AS rejetes, r.doublons AS doublons
        FROM periodes(@portee) AS p
        INNER JOIN
        (
            SELECT toDate(multiIf({genre:String} = 'jour', recu, {genre:String} = 'semaine', toMonday(recu), {genre:String} = 'mois', toStartOfMonth(recu),
                    addMonths(toStartOfYear(addMonths(recu, -7)), 7))) AS debut,
                projet, sum(x.n) AS n, sum(x.rejetes) AS rejetes, sum(x.doublons) AS doublons
            FROM
            (
                SELECT recu, projet, n, if(verdict = 'compte', 0, n) AS rejetes, 0 AS doublons FROM recu
                UNION ALL
                -- As `registre`, of the days of the question alone: a marker's day is at most three from that of its reception.
                SELECT recu, projet, 0, 0, doublons FROM decompte_jour WHERE jour BETWEEN {du:Date} - 8 AND {au:Date} + 374
            ) AS x
            WHERE recu BETWEEN {du:Date} AND {au:Date} + 366 AND ({projet:String} = '' OR projet = {projet:String})
            GROUP BY debut, projet
        ) AS r ON r.debut = p.debut
    ),
    visites AS
    (
        SELECT debut, projet, sumIf(x.visites, dimension = 'total') AS total, sumIf(x.visites, code = 'PAGE_ENT') AS page_ent
        FROM perimetre(@portee) AS x
        WHERE dimension = 'total' OR dimension = 'service' AND code = 'PAGE_ENT'
        GROUP BY debut, projet
    )
SELECT r.debut AS debut, r.provisoire AS provisoire, r.projet AS projet, v.total AS visites, v.page_ent / nullIf(v.total, 0) AS part_page_ent,
    r.recus AS recus, r.rejetes AS rejetes, r.rejetes / nullIf(r.recus, 0) AS part_rejets, r.doublons AS doublons
FROM recus AS r
LEFT JOIN visites AS v ON v.debut = r.debut AND v.projet = r.projet
