-- ENT de parents seulement : hors maternelles, où les élèves ne se connectent pas, les parents font au moins 80 % des visites d'élèves, de parents et d'enseignants, qui sont au moins 30
-- dans la période. Par projet, puis par établissement. Les visites des profils masqués y sont, quels qu'ils soient : la part est alors un minimum, et rien n'est dit où
-- les parents le sont.
CREATE OR REPLACE VIEW parents_seulement AS
SELECT debut, provisoire, niveau, code, libelle, parents / total AS part_parents,
    'au moins 80 % de visites de parents, sur au moins 30 visites, celles des profils masqués comprises' AS regle
FROM
(
    SELECT c.debut AS debut, p.provisoire AS provisoire, 'projet' AS niveau, c.autre AS code, if(any(n.nom) = '', c.autre, any(n.nom)) AS libelle,
        sumIf(c.visites, c.profil = 'PARENT') AS parents,
        any(c.total) - sumIf(c.visites, c.profil IN ('ADMIN_VIE_SCOL_TECH', 'AUTRE')) AS total
    FROM cellules(@portee, croisement = 'projet') AS c
    INNER JOIN periodes(@portee) AS p ON p.debut = c.debut
    LEFT JOIN nom_projet AS n ON n.projet = c.autre
    WHERE c.autre != ''
    GROUP BY c.debut, p.provisoire, c.autre
    UNION ALL
    SELECT p.debut, p.provisoire, 'établissement', p.uai, if(empty(e.nom), p.uai, e.nom), p.parents, p.total
    FROM (SELECT uai, nom FROM ecoles_portee(@portee) WHERE nature_uai != 'Ecole maternelle') AS e
    INNER JOIN
    (
        SELECT uai, debut, provisoire, parents, toutes - autres + if(notEmpty(petites) AND presents = 5 AND moindre.3 IN ('ADMIN_VIE_SCOL_TECH', 'AUTRE'), moindre.2, 0) AS total
        FROM
        (
            -- moindre: of the profils that are not few, the least, which `cellules` may hide with the few when all five come.
            SELECT uai, debut, provisoire, length(venus) AS presents, arrayFilter(x -> x.1 < 5, venus) AS petites,
                arrayFilter(x -> x.1 >= 5, venus) AS montrees, arraySort(montrees)[1] AS moindre,
                arraySum(x -> x.2, venus) AS toutes, arraySum(x -> if(x.3 = 'PARENT', x.2, 0), montrees) AS parents,
                arraySum(x -> if(x.3 IN ('ADMIN_VIE_SCOL_TECH', 'AUTRE'), x.2, 0), montrees) AS autres
            FROM
            (
                -- Of each profil that came: users, visits, its code.
                SELECT uai, any(g.debut) AS debut, any(g.derniere.2) AS provisoire,
                    arrayFilter(x -> x.2 > 0, arrayZip(sumForEach(g.utilisateurs_par_code), sumForEach(g.visites_par_code), any(g.codes))) AS venus
                FROM
                (
                    SELECT *, (SELECT argMax((debut, provisoire), (provisoire = 0, debut)) FROM periodes(@portee)) AS derniere
                    FROM groupe
                ) AS g
                WHERE genre = {genre:String} AND g.debut = g.derniere.1 AND dimension = 'profil'
                  AND ({code_academie:String} = '' AND {code_departement:String} = '' AND {circonscription:String} = '' AND {code_commune:String} = ''
                       AND {uai:String} = '' AND {degre:String} = '' AND {secteur:String} = ''
                       OR uai IN (SELECT uai FROM ecole_recensee(@portee)))
                  AND ({projet:String} = '' OR projet = {projet:String})
                GROUP BY uai
            )
        )
        WHERE (empty(petites) OR presents < 5 OR moindre.3 != 'PARENT') AND total >= 30 AND 10 * parents >= 8 * total
    ) AS p ON p.uai = e.uai
)
WHERE total >= 30 AND 10 * parents >= 8 * total
