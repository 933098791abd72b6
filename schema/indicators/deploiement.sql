-- Schools of the scope that were seen or are declared, counted by period and territory, as {niveau:String} says ('academie',
-- 'departement'; 'degre': départements, whole and of each degree; 'projet': each projet; '' is one for all). pour: the degree, that
-- of the question but for 'degre'. ecoles_publiques: open public schools that are declared. ecoles_hors_perimetre: seen and not
-- declared. effectif, ecoles_sans_effectif: of the schools that are seen or declared.
CREATE OR REPLACE VIEW deploiement AS
SELECT p.debut AS debut, p.provisoire AS provisoire,
    if({niveau:String} IN ('', 'projet'), '', toString(code_academie)) AS academie_de,
    if({niveau:String} IN ('departement', 'degre'), toString(code_departement), '') AS departement_de,
    if({niveau:String} = 'projet', toString(projet), '') AS projet_de,
    arrayJoin(if({niveau:String} = 'degre', ['', toString(degre)], [{degre:String}])) AS pour,
    sum(x.vues) AS ecoles_vues, sum(x.actives) AS ecoles_actives, sumIf(x.ecoles, annonce) AS ecoles_declarees, sum(x.publiques) AS ecoles_publiques,
    sumIf(x.ecoles, NOT annonce AND depuis > p.fin) AS ecoles_hors_perimetre,
    sumIf(x.sans_effectif, annonce OR depuis > p.fin) AS ecoles_sans_effectif,
    if(sumIf(x.ecoles, annonce OR depuis > p.fin) > ecoles_sans_effectif, toNullable(sumIf(x.effectif, annonce OR depuis > p.fin)), NULL) AS effectif,
    sum(x.visites) AS visites, sum(x.visites_connues) AS visites_connues, sum(x.utilisateurs_connus) AS utilisateurs_connus
FROM
(
    SELECT debut, false AS annonce, projet, code_academie, code_departement, degre, depuis, ecoles, 0 AS publiques, vues, actives, effectif, sans_effectif,
        visites, visites_connues, utilisateurs_connus
    FROM comptage_portee(@portee)
    UNION ALL
    -- A declaration counts in each period that ends after it; a school that was seen besides is not counted again.
    SELECT arrayJoin((SELECT groupArray(debut) FROM periodes_mesurees(@portee))) AS debut, true, projet, code_academie, code_departement, degre, depuis, ecoles, publiques, 0, 0, effectif, sans_effectif,
        0, 0, 0
    FROM recensement_portee(@portee)
) AS x
INNER JOIN periodes(@portee) AS p ON p.debut = x.debut
WHERE (NOT annonce OR depuis <= p.fin)
  AND if({niveau:String} = 'projet', projet != '' AND ({projet:String} = '' OR projet = {projet:String}), projet = {projet:String})
GROUP BY debut, provisoire, academie_de, departement_de, projet_de, pour
