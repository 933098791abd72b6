-- Académies or départements, as {niveau:String} says ('academie', 'departement'; 'degre': départements, whole and of each degree):
-- usage and state of deployment. Of an académie, the columns of a département are empty. degre: that of the question, or of 'degre'.
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
        d.debut AS debut, d.provisoire AS provisoire,
        if({niveau:String} = 'academie', '', d.code_departement) AS code_departement, if({niveau:String} = 'academie', '', d.departement) AS departement,
        d.code_academie AS code_academie, d.academie AS academie, d.pour AS degre,
        sum(d.visites) AS visites,
        any(u.utilisateurs) AS utilisateurs,
        countIf(d.visites > 0 OR d.declaree > 0) AS ecoles,
        any(multiIf({niveau:String} = 'academie', d.publiques_academie, {niveau:String} = 'departement', d.publiques_departement,
            d.pour = '', d.publiques_departement, d.publiques_degre)) AS ecoles_publiques,
        countIf(d.publique AND d.declaree > 0) AS ecoles_projet,
        countIf(d.utilisateurs >= 5) AS ecoles_actives,
        sumIf(d.effectif, d.visites > 0 OR d.declaree > 0) AS effectif,
        sumIf(d.visites, d.effectif IS NOT NULL) AS visites_connues
    FROM
    (
        SELECT * EXCEPT (degre), arrayJoin(if({niveau:String} = 'degre', ['', toString(ifNull(degre, 0))], [{degre:String}])) AS pour
        FROM deploiement(@portee)
    ) AS d
    LEFT JOIN
    (
        SELECT debut, territoire, degre, sum(n.utilisateurs) AS utilisateurs
        FROM utilisateurs AS n
        WHERE genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}
          AND niveau = if({niveau:String} = 'academie', 'academie', 'departement') AND dimension = 'total'
          AND ({niveau:String} = 'degre' OR degre = {degre:String}) AND secteur = {secteur:String}
          AND ({projet:String} = '' OR projet = {projet:String})
        GROUP BY debut, territoire, degre
    ) AS u ON u.debut = d.debut AND u.territoire = if({niveau:String} = 'academie', d.code_academie, d.code_departement) AND u.degre = d.pour
    GROUP BY d.debut, d.provisoire, code_departement, departement, d.code_academie, d.academie, d.pour
)
WHERE visites > 0 OR ecoles_projet > 0
