-- ENT de parents seulement : hors maternelles, où les élèves ne se connectent pas, les parents font au moins 80 % des visites d'élèves, de parents et d'enseignants, qui sont au moins 30
-- dans la période. Par projet, puis par établissement ; les cases masquées ne sont ni montrées ni comptées.
CREATE OR REPLACE VIEW parents_seulement AS
WITH (SELECT argMax((debut, provisoire), (provisoire = 0, debut)) FROM periodes(@portee)) AS derniere
SELECT debut, provisoire, niveau, code, libelle, parents / total AS part_parents,
    'au moins 80 % de visites de parents, sur au moins 30 visites' AS regle
FROM
(
    SELECT debut, provisoire, 'projet' AS niveau, projet AS code, projet AS libelle,
        sumIf(x.visites, profil = 'PARENT') AS parents, sum(x.visites) AS total
    FROM projets_profils(@portee) AS x
    WHERE profil IN ('ELEVE', 'PARENT', 'ENSEIGNANT')
    GROUP BY debut, provisoire, projet
    UNION ALL
    SELECT derniere.1, derniere.2, 'établissement', p.uai, if(empty(e.nom), p.uai, e.nom), p.parents, p.total
    FROM
    (
        SELECT uai, sumIf(y.visites, code = 'PARENT') AS parents, sum(y.visites) AS total
        FROM
        (
            -- By profil of the school; one of 1 to 4 users is taken for none, and parents so few make no rule.
            SELECT uai, code, sum(z.visites) AS visites, sum(z.utilisateurs) AS personnes
            FROM periode AS z
            WHERE genre = {genre:String} AND debut = derniere.1 AND dimension = 'profil' AND code IN ('ELEVE', 'PARENT', 'ENSEIGNANT')
              AND uai IN (SELECT uai FROM ecoles_portee(@portee))
              AND ({projet:String} = '' OR projet = {projet:String})
            GROUP BY uai, code
            HAVING personnes >= 5
        ) AS y
        GROUP BY uai
    ) AS p
    INNER JOIN (SELECT uai, nom FROM ecoles_portee(@portee) WHERE nature_uai != 'Ecole maternelle') AS e ON e.uai = p.uai
)
WHERE total >= 30 AND 10 * parents >= 8 * total
