-- Académies or départements, as {niveau:String} says ('academie', 'departement'): usage and state of deployment. Of an académie, the
-- columns of a département are empty.
CREATE OR REPLACE VIEW territoires_deployes AS
SELECT *,
    ecoles_projet / nullIf(ecoles_publiques, 0) AS taux_deploiement,
    multiIf(
        ecoles_publiques = 0, NULL,
        100 * ecoles_projet < 20 * ecoles_publiques, 'moins de 20 %',
        100 * ecoles_projet < 50 * ecoles_publiques, 'entre 20 et 50 %',
        100 * ecoles_projet < 90 * ecoles_publiques, 'entre 50 et 90 %',
        'généralisation massive, 90 % ou plus') AS classe_deploiement,
    100 * visites_connues / nullIf(effectif, 0) AS visites_100
FROM
(
    SELECT
        d.debut AS debut, d.provisoire AS provisoire, d.code_departement AS code_departement, d.departement AS departement, d.code_academie AS code_academie, d.academie AS academie,
        sum(d.visites) AS visites,
        any(u.utilisateurs) AS utilisateurs,
        countIf(d.visites > 0 OR d.declaree > 0) AS ecoles,
        any(d.publiques) AS ecoles_publiques,
        countIf(d.publique AND d.declaree > 0) AS ecoles_projet,
        countIf(d.utilisateurs >= 5) AS ecoles_actives,
        sumIf(d.effectif, d.visites > 0 OR d.declaree > 0) AS effectif,
        sumIf(d.visites, d.effectif IS NOT NULL) AS visites_connues
    FROM
    (
        SELECT * REPLACE (if({niveau:String} = 'academie', '', code_departement) AS code_departement, if({niveau:String} = 'academie', '', departement) AS departement),
            if({niveau:String} = 'academie', code_academie, code_departement) AS code,
            if({niveau:String} = 'academie', publiques_academie, publiques_departement) AS publiques
        FROM deploiement(@portee)
    ) AS d
    LEFT JOIN
    (
        SELECT debut, territoire, sum(n.utilisateurs) AS utilisateurs
        FROM utilisateurs AS n
        WHERE genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}
          AND niveau = {niveau:String} AND dimension = 'total' AND degre = {degre:String} AND secteur = {secteur:String}
          AND ({projet:String} = '' OR projet = {projet:String})
        GROUP BY debut, territoire
    ) AS u ON u.debut = d.debut AND u.territoire = d.code
    GROUP BY d.debut, d.provisoire, d.code_departement, d.departement, d.code_academie, d.academie
)
WHERE visites > 0 OR ecoles_projet > 0
