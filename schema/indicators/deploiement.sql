-- Schools of the scope that were seen or are declared, counted by period and territory, as {niveau:String} says ('academie',
-- 'departement'; 'degre': départements, whole and of each degree; 'projet': each projet; '' is one for all). territoire: a number of
-- it. pour: the degree, that of the question but for 'degre'. ecoles_publiques: open public schools that are declared. ecoles_hors_perimetre: seen and not
-- declared. effectif, ecoles_sans_effectif: of the schools that are seen or declared.
CREATE OR REPLACE VIEW deploiement AS
SELECT p.debut AS debut, p.provisoire AS provisoire, territoire, projet, pour, sum(x.vues) AS ecoles_vues, sum(x.actives) AS ecoles_actives,
    sumIf(x.n, annonce) AS ecoles_declarees, sumIf(x.n_publiques, annonce) AS ecoles_publiques,
    sumIf(x.n, NOT annonce AND depuis > p.fin) AS ecoles_hors_perimetre,
    sumIf(x.eleves, annonce OR depuis > p.fin) AS effectif, sumIf(x.inconnues, annonce OR depuis > p.fin) AS ecoles_sans_effectif,
    sum(x.v) AS visites, sum(x.v_connues) AS visites_connues, sum(x.u_connus) AS utilisateurs_connus
FROM
(
    -- A declaration counts in each period that ends after it; a school that was seen besides is not counted again.
    SELECT * EXCEPT (d, degres), arrayJoin(degres) AS pour,
        arrayJoin(if(d = toDate(0), (SELECT groupArray(debut) FROM periodes(@portee)), [d])) AS debut, d = toDate(0) AS annonce
    FROM
    (
        SELECT d, territoire, projet, if({niveau:String} = 'degre', ['', toString(degre)], [{degre:String}]) AS degres, depuis,
            count() AS n, countIf(publique) AS n_publiques, countIf(visites > 0) AS vues, countIf(utilisateurs >= 5) AS actives, sum(k.effectif) AS eleves, countIf(k.effectif IS NULL) AS inconnues,
            sum(visites) AS v, sumIf(visites, k.effectif IS NOT NULL) AS v_connues, sumIf(utilisateurs, k.effectif IS NOT NULL) AS u_connus
        FROM
        (
            SELECT s.projet AS projet, s.depuis AS depuis, s.debuts AS debuts, s.visites AS visites_de, s.utilisateurs AS utilisateurs_de,
                e.territoire AS territoire, e.degre AS degre, e.publique AS publique, e.effectif AS effectif
            FROM suivi(@portee) AS s
            INNER JOIN
            (
                SELECT l.uai AS uai, l.territoire AS territoire, l.degre_du_lieu AS degre, l.publique AS publique, h.effectif AS effectif
                FROM territoires_portee(@portee) AS l
                LEFT JOIN eleves AS h USING (uai)
            ) AS e ON e.uai = s.uai
        ) AS k
        ARRAY JOIN debuts AS d, visites_de AS visites, utilisateurs_de AS utilisateurs
        GROUP BY d, territoire, projet, degre, depuis
    )
) AS x
INNER JOIN periodes(@portee) AS p ON p.debut = x.debut
WHERE NOT annonce OR depuis <= p.fin
GROUP BY debut, provisoire, territoire, projet, pour
