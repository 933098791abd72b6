-- ENT de parents seulement : hors maternelles, où les élèves ne se connectent pas, les parents font au moins 80 % des visites d'élèves, de parents et d'enseignants, qui sont au moins 30
-- dans la période. Par projet, puis par établissement. Les visites des profils masqués y sont, quels qu'ils soient : la part est alors un minimum, et rien n'est dit où
-- les parents le sont.
CREATE OR REPLACE VIEW parents_seulement AS
WITH (SELECT argMax((debut, provisoire), (provisoire = 0, debut)) FROM periodes(@portee)) AS derniere
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
    SELECT derniere.1, derniere.2, 'établissement', p.uai, if(empty(e.nom), p.uai, e.nom), p.parents, p.total
    FROM
    (
        SELECT uai, parents, toutes - autres + if(petites > 0 AND presents = 5 AND moindre.3 IN ('ADMIN_VIE_SCOL_TECH', 'AUTRE'), moindre.2, 0) AS total
        FROM
        (
            -- moindre: of the profils that are not few, the least, which `cellules` may hide with the few when all five come.
            SELECT uai, count() AS presents, countIf(y.personnes < 5) AS petites, minIf((y.personnes, y.visites, code), y.personnes >= 5) AS moindre,
                sum(y.visites) AS toutes, sumIf(y.visites, y.personnes >= 5 AND code = 'PARENT') AS parents,
                sumIf(y.visites, y.personnes >= 5 AND code IN ('ADMIN_VIE_SCOL_TECH', 'AUTRE')) AS autres
            FROM
            (
                SELECT uai, code, sum(z.visites) AS visites, sum(z.utilisateurs) AS personnes
                FROM periode AS z
                WHERE genre = {genre:String} AND debut = derniere.1 AND dimension = 'profil'
                  AND uai IN (SELECT uai FROM ecoles_portee(@portee))
                  AND ({projet:String} = '' OR projet = {projet:String})
                GROUP BY uai, code
            ) AS y
            GROUP BY uai
        )
        WHERE petites = 0 OR presents < 5 OR moindre.3 != 'PARENT'
    ) AS p
    INNER JOIN (SELECT uai, nom FROM ecoles_portee(@portee) WHERE nature_uai != 'Ecole maternelle') AS e ON e.uai = p.uai
)
WHERE total >= 30 AND 10 * parents >= 8 * total
