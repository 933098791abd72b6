-- Schools of the scope by département and degree, with what they are counted by: one row a period and school, as
-- `ecoles_suivies`, and one for each open public school of the directory, seen or not.
CREATE OR REPLACE VIEW deploiement AS
SELECT p.debut AS debut, p.provisoire AS provisoire, e.uai AS uai, e.code_academie AS code_academie, e.academie AS academie,
    e.code_departement AS code_departement, e.departement AS departement,
    s.visites AS visites, s.utilisateurs AS utilisateurs, s.declaree AS declaree, e.effectif AS effectif,
    e.ouvert AND e.secteur = 'PU' AND e.degre IN (1, 2) AS publique
FROM periodes(@portee) AS p
CROSS JOIN
(
    SELECT uai, code_academie, academie, code_departement, departement, secteur, ouvert, degre, effectif
    FROM ecole WHERE uai IN (SELECT uai FROM ecoles_portee(@portee))
) AS e
LEFT JOIN ecoles_suivies(@portee) AS s ON s.debut = p.debut AND s.uai = e.uai
