-- One school of the directory a row, with what the figures need of it.
-- degre: NULL what is neither of the two.
-- effectif: of the latest rentrée; NULL unknown.
-- projets: those that declare it. convention: the first day it is in a projet; NULL when one of them has no date, so
-- « dans un projet » on a day is notEmpty(projets) AND ifNull(convention <= day, 1).
CREATE OR REPLACE VIEW ecole AS
SELECT
    e.uai AS uai,
    nom,
    type,
    secteur,
    code_nature,
    nature_uai,
    nullIf(e.degre, 0) AS degre,
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
    ouvert,
    fuseau,
    latitude,
    longitude,
    h.effectif AS effectif,
    p.projets AS projets,
    p.convention AS convention,
    importe
FROM annuaire AS e
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
