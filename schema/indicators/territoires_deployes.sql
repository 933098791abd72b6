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
        d.debut AS debut, d.provisoire AS provisoire, t.code_departement AS code_departement, t.departement AS departement,
        t.code_academie AS code_academie, t.academie AS academie, d.pour AS degre,
        d.visites AS visites, u.utilisateurs AS utilisateurs, d.ecoles_declarees + d.ecoles_hors_perimetre AS ecoles,
        t.publiques AS ecoles_publiques, d.ecoles_publiques AS ecoles_projet, d.ecoles_actives AS ecoles_actives,
        d.effectif AS effectif, d.visites_connues AS visites_connues
    FROM deploiement(@portee) AS d
    INNER JOIN
    (
        SELECT territoire, code_departement, departement, code_academie, academie,
            arrayJoin(if({niveau:String} = 'degre', ['', toString(degre_du_lieu)], [{degre:String}])) AS pour, countIf(publique) AS publiques
        FROM territoires_portee(@portee)
        GROUP BY ALL
    ) AS t ON t.territoire = d.territoire AND t.pour = d.pour
    LEFT JOIN
    (
        SELECT debut, territoire, degre, sum(n.utilisateurs) AS utilisateurs
        FROM utilisateurs AS n
        WHERE genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}
          AND niveau = if({niveau:String} = 'academie', 'academie', 'departement') AND dimension = 'total'
          AND ({niveau:String} = 'degre' OR degre = {degre:String}) AND secteur = {secteur:String}
          AND ({projet:String} = '' OR projet = {projet:String})
        GROUP BY debut, territoire, degre
    ) AS u ON u.debut = d.debut AND u.territoire = if({niveau:String} = 'academie', t.code_academie, t.code_departement) AND u.degre = d.pour
)
WHERE visites > 0 OR ecoles_projet > 0
