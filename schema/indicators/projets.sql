-- Chaque projet d'ENT sur ce qui se compare : pour 100 élèves, part des établissements actifs, durée. Hors périmètre : établissement
-- vu sans être déclaré par le projet à cette date. Pour 100 élèves : sur les établissements vus ou déclarés dont l'effectif est connu.
CREATE OR REPLACE VIEW projets AS
WITH
    -- A school of a projet a row, its declaration among its periods, as in `suivi`; each counted as in `deploiement`.
    vues AS
    (
        SELECT projet, uai, min(x.depuis) AS depuis, groupArray(x.debut) AS debuts, groupArray(x.visites) AS visites, groupArray(x.utilisateurs) AS utilisateurs
        FROM
        (
            SELECT projet, uai, debut, visites, utilisateurs, toDate32('2299-12-31') AS depuis
            FROM ecole_periode
            WHERE genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date} AND ({projet:String} = '' OR projet = {projet:String})
            UNION ALL
            SELECT projet, uai, toDate(0), 0, 0, depuis FROM inscription WHERE ({projet:String} = '' OR projet = {projet:String})
        ) AS x
        WHERE uai IN (SELECT uai FROM ecoles_portee(@portee))
        GROUP BY projet, uai
    ),
    comptes AS
    (
        SELECT p.debut AS debut, p.provisoire AS provisoire, projet, sumIf(x.n, annonce) AS ecoles_declarees, sum(x.vues) AS ecoles_vues,
            sum(x.actives) AS ecoles_actives, sumIf(x.n, NOT annonce AND depuis > p.fin) AS ecoles_hors_perimetre,
            sumIf(x.eleves, annonce OR depuis > p.fin) AS effectif, sumIf(x.inconnues, annonce OR depuis > p.fin) AS ecoles_sans_effectif,
            sum(x.v_connues) AS visites_connues, sum(x.u_connus) AS utilisateurs_connus
        FROM
        (
            SELECT * EXCEPT (d), arrayJoin(if(d = toDate(0), (SELECT groupArray(debut) FROM periodes(@portee)), [d])) AS debut, d = toDate(0) AS annonce
            FROM
            (
                SELECT d, projet, depuis, count() AS n, countIf(v > 0) AS vues, countIf(u >= 5) AS actives,
                    sum(k.effectif) AS eleves, countIf(k.effectif IS NULL) AS inconnues,
                    sumIf(v, k.effectif IS NOT NULL) AS v_connues, sumIf(u, k.effectif IS NOT NULL) AS u_connus
                FROM
                (
                    SELECT e.projet AS projet, e.depuis AS depuis, e.debuts AS debuts, e.visites AS visites, e.utilisateurs AS utilisateurs, h.effectif AS effectif
                    FROM vues AS e
                    LEFT JOIN eleves AS h USING (uai)
                ) AS k
                ARRAY JOIN debuts AS d, visites AS v, utilisateurs AS u
                GROUP BY d, projet, depuis
            )
        ) AS x
        INNER JOIN periodes(@portee) AS p ON p.debut = x.debut
        WHERE NOT annonce OR depuis <= p.fin
        GROUP BY debut, provisoire, projet
    )
SELECT c.debut AS debut, c.provisoire AS provisoire, c.projet AS projet, if(n.nom = '', c.projet, n.nom) AS libelle,
    r.plateforme AS plateforme, r.exploitant AS exploitant, r.degre AS degre_projet,
    t.visites AS visites, if(t.visites = 0, toNullable(toUInt64(0)), u.utilisateurs) AS utilisateurs,
    if(t.visites > 0, intDiv(2 * t.duree + 1000 * t.visites, 2000 * t.visites), NULL) AS duree_moyenne,
    c.ecoles_declarees AS ecoles_declarees, c.ecoles_vues AS ecoles_vues, c.ecoles_actives AS ecoles_actives,
    c.ecoles_actives / (c.ecoles_declarees + c.ecoles_hors_perimetre) AS part_actives,
    c.ecoles_hors_perimetre AS ecoles_hors_perimetre, c.effectif AS effectif, c.ecoles_sans_effectif AS ecoles_sans_effectif,
    100 * c.visites_connues / nullIf(c.effectif, 0) AS visites_100, 100 * c.utilisateurs_connus / nullIf(c.effectif, 0) AS utilisateurs_100
FROM comptes AS c
LEFT JOIN (SELECT debut, projet, sum(x.visites) AS visites, sum(x.duree) AS duree FROM perimetre(@portee) AS x WHERE dimension = 'total' GROUP BY debut, projet) AS t
    ON t.debut = c.debut AND t.projet = c.projet
LEFT JOIN (SELECT debut, projet, sumOrNull(x.utilisateurs) AS utilisateurs FROM personnes(@portee) AS x WHERE dimension = 'total' GROUP BY debut, projet) AS u
    ON u.debut = c.debut AND u.projet = c.projet
LEFT JOIN (SELECT projet, plateforme, exploitant, degre FROM projet FINAL) AS r ON r.projet = c.projet
LEFT JOIN nom_projet AS n ON n.projet = c.projet
