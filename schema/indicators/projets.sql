-- Chaque projet d'ENT sur ce qui se compare : pour 100 élèves, part des établissements actifs, durée. Hors périmètre : établissement
-- vu sans être déclaré par le projet à cette date. Pour 100 élèves : sur les établissements vus ou déclarés dont l'effectif est connu.
CREATE OR REPLACE VIEW projets AS
WITH
    (SELECT (groupArray(debut), groupArray(toDate32(fin))) FROM periodes(@portee)) AS mesurees,
    -- A school of a projet a row, its periods in arrays as in `suivi`; one that is declared and not seen has no visit.
    vues AS
    (
        SELECT projet, uai, arrayConcat(jours, arrayFilter((d, fin) -> depuis <= fin AND NOT has(jours, d), mesurees.1, mesurees.2)) AS debuts,
            arrayResize(v, length(debuts)) AS visites, arrayResize(u, length(debuts)) AS utilisateurs,
            arrayMap(d -> toUInt8(depuis <= mesurees.2[indexOf(mesurees.1, d)]), debuts) AS declaree
        FROM
        (
            SELECT projet, uai, min(x.depuis) AS depuis, groupArrayIf(x.debut, vu) AS jours, groupArrayIf(x.visites, vu) AS v, groupArrayIf(x.utilisateurs, vu) AS u
            FROM
            (
                SELECT projet, uai, 1 AS vu, debut, visites, utilisateurs, toDate32('2299-12-31') AS depuis
                FROM ecole_periode
                WHERE genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date} AND ({projet:String} = '' OR projet = {projet:String})
                UNION ALL
                SELECT projet, uai, 0, toDate(0), 0, 0, depuis FROM inscription WHERE ({projet:String} = '' OR projet = {projet:String})
            ) AS x
            WHERE uai IN (SELECT uai FROM ecoles_portee(@portee))
            GROUP BY projet, uai
        )
    ),
    comptes AS
    (
        SELECT debut, projet,
            countIf(d > 0) AS ecoles_declarees, countIf(v > 0) AS ecoles_vues, countIf(u >= 5) AS ecoles_actives,
            countIf(d = 0) AS ecoles_hors_perimetre, sum(k.effectif) AS effectif, countIf(k.effectif IS NULL) AS ecoles_sans_effectif,
            sumIf(v, k.effectif IS NOT NULL) AS visites_connues, sumIf(u, k.effectif IS NOT NULL) AS utilisateurs_connus
        FROM
        (
            SELECT e.projet AS projet, e.debuts AS debuts, e.visites AS visites, e.utilisateurs AS utilisateurs, e.declaree AS declaree, h.effectif AS effectif
            FROM vues AS e
            LEFT JOIN eleves AS h USING (uai)
        ) AS k
        ARRAY JOIN debuts AS debut, visites AS v, utilisateurs AS u, declaree AS d
        GROUP BY debut, projet
    )
SELECT c.debut AS debut, p.provisoire AS provisoire, c.projet AS projet, ifNull(nullIf(r.libelle, ''), c.projet) AS libelle,
    r.plateforme AS plateforme, r.exploitant AS exploitant, r.degre AS degre_projet,
    t.visites AS visites, if(t.visites = 0, toNullable(toUInt64(0)), u.utilisateurs) AS utilisateurs,
    if(t.visites > 0, intDiv(2 * t.duree + 1000 * t.visites, 2000 * t.visites), NULL) AS duree_moyenne,
    c.ecoles_declarees AS ecoles_declarees, c.ecoles_vues AS ecoles_vues, c.ecoles_actives AS ecoles_actives,
    c.ecoles_actives / (c.ecoles_declarees + c.ecoles_hors_perimetre) AS part_actives,
    c.ecoles_hors_perimetre AS ecoles_hors_perimetre, c.effectif AS effectif, c.ecoles_sans_effectif AS ecoles_sans_effectif,
    100 * c.visites_connues / nullIf(c.effectif, 0) AS visites_100, 100 * c.utilisateurs_connus / nullIf(c.effectif, 0) AS utilisateurs_100
FROM comptes AS c
INNER JOIN periodes(@portee) AS p ON p.debut = c.debut
LEFT JOIN (SELECT debut, projet, sum(x.visites) AS visites, sum(x.duree) AS duree FROM perimetre(@portee) AS x WHERE dimension = 'total' GROUP BY debut, projet) AS t
    ON t.debut = c.debut AND t.projet = c.projet
LEFT JOIN (SELECT debut, projet, sumOrNull(x.utilisateurs) AS utilisateurs FROM personnes(@portee) AS x WHERE dimension = 'total' GROUP BY debut, projet) AS u
    ON u.debut = c.debut AND u.projet = c.projet
LEFT JOIN (SELECT projet, libelle, plateforme, exploitant, degre FROM projet FINAL) AS r ON r.projet = c.projet
