-- Schools of the scope that were seen or are declared, by département, with what they are counted by: a row a period and school.
-- publiques_departement, publiques_academie: open public schools of the directory there, seen or not; publiques_degre: of the
-- département, of the same degree.
CREATE OR REPLACE VIEW deploiement AS
SELECT d AS debut, p.provisoire AS provisoire, x.code_academie AS code_academie, x.academie AS academie,
    x.code_departement AS code_departement, x.departement AS departement, x.publiques_departement AS publiques_departement,
    x.publiques_academie AS publiques_academie, x.publiques_degre AS publiques_degre, x.degre AS degre, v AS visites, u AS utilisateurs, i AS declaree, x.effectif AS effectif, x.publique AS publique
FROM
(
    SELECT e.*, s.debuts AS debuts, s.visites AS visites, s.utilisateurs AS utilisateurs, s.declaree AS declaree
    FROM suivi(@portee) AS s
    INNER JOIN
    (
        SELECT uai, code_academie, academie, code_departement, departement, degre, effectif,
            ouvert AND secteur = 'PU' AND degre IN (1, 2) AS publique,
            countIf(publique) OVER (PARTITION BY code_departement, departement, code_academie, academie) AS publiques_departement,
            countIf(publique) OVER (PARTITION BY code_departement, departement, code_academie, academie, degre) AS publiques_degre,
            countIf(publique) OVER (PARTITION BY code_academie, academie) AS publiques_academie
        FROM ecole
        WHERE uai IN (SELECT uai FROM ecoles_portee(@portee))
    ) AS e ON e.uai = s.uai
) AS x
ARRAY JOIN debuts AS d, visites AS v, utilisateurs AS u, declaree AS i
INNER JOIN periodes(@portee) AS p ON p.debut = d
