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
        d.debut AS debut, d.provisoire AS provisoire, d.departement_de AS code_departement, t.nom_departement AS departement,
        d.academie_de AS code_academie, t.nom_academie AS academie, d.pour AS degre,
        d.visites AS visites, u.utilisateurs AS utilisateurs, d.ecoles_declarees + d.ecoles_hors_perimetre AS ecoles,
        t.publiques AS ecoles_publiques, d.ecoles_publiques AS ecoles_projet, d.ecoles_actives AS ecoles_actives,
        d.effectif AS effectif, d.visites_connues AS visites_connues
    FROM deploiement(@portee) AS d
    INNER JOIN
    (
        SELECT toString(code_academie) AS academie_de,
            if({niveau:String} = 'academie', '', toString(code_departement)) AS departement_de,
            arrayJoin(if({niveau:String} = 'degre', ['', toString(degre)], [{degre:String}])) AS pour,
            any(r.academie) AS nom_academie, if({niveau:String} = 'academie', '', any(r.departement)) AS nom_departement, sum(r.publiques) AS publiques
        FROM recensement_portee(@portee) AS r
        WHERE projet = ''
        GROUP BY academie_de, departement_de, pour
    ) AS t ON t.academie_de = d.academie_de AND t.departement_de = d.departement_de AND t.pour = d.pour
    LEFT JOIN
    (
        SELECT debut, territoire, degre, sum(n.utilisateurs) AS utilisateurs
        FROM mesure_territoire AS n
        WHERE genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}
          AND niveau = if({niveau:String} = 'academie', 'academie', 'departement') AND dimension = 'total'
          AND ({niveau:String} = 'degre' OR degre = {degre:String}) AND secteur = {secteur:String}
          AND ({projet:String} = '' OR projet = {projet:String})
        GROUP BY debut, territoire, degre
    ) AS u ON u.debut = d.debut AND u.territoire = if({niveau:String} = 'academie', d.academie_de, d.departement_de) AND u.degre = d.pour
)
WHERE visites > 0 OR ecoles_projet > 0
