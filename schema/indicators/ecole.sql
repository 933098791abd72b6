-- One school of the directory a row, with what the figures need of it.
-- nature_uai: as the open data names it. degre: 1 écoles, 2 collèges and lycées, NULL what is neither.
-- ouvert: the directory says OUVERT (« A FERMER » and « A OUVRIR » are not). effectif: of the latest rentrée; NULL unknown.
-- projets: those that declare it. convention: the first day it is in a projet; NULL when one of them has no date, so
-- « dans un projet » on a day is notEmpty(projets) AND ifNull(convention <= day, 1).
CREATE OR REPLACE VIEW ecole AS
SELECT
    e.uai AS uai,
    nom,
    type,
    secteur,
    code_nature,
    multiIf(code_nature IN (101, 103), 'Ecole maternelle',
            code_nature IN (151, 153, 162), 'Ecole élémentaire',
            code_nature IN (340, 350, 352), 'Collège',
            code_nature IN (300, 302, 306), 'Lycée',
            code_nature = 320, 'Lycée professionnel',
            libelle_nature) AS nature_uai,
    multiIf(code_nature BETWEEN 101 AND 162, 1, code_nature BETWEEN 300 AND 352, 2, NULL) AS degre,
    code_commune,
    commune,
    code_departement,
    departement,
    code_academie,
    academie,
    code_region,
    region,
    circonscription,
    ministere,
    etat,
    startsWith(upper(CAST(etat, 'String')), 'OUVERT') AS ouvert,
    fuseau,
    latitude,
    longitude,
    h.effectif AS effectif,
    p.projets AS projets,
    p.convention AS convention,
    importe
FROM etablissement AS e FINAL
LEFT JOIN
(
    SELECT uai, toNullable(argMax(effectif, rentree)) AS effectif
    FROM effectif FINAL
    GROUP BY uai
) AS h ON h.uai = e.uai
LEFT JOIN
(
    SELECT
        uai,
        arraySort(groupUniqArray(projet)) AS projets,
        if(countIf(convention IS NULL) > 0, NULL, min(convention)) AS convention
    FROM projet FINAL
    ARRAY JOIN etablissements AS uai
    GROUP BY uai
) AS p ON p.uai = e.uai
