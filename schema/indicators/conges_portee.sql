-- Pupils' holidays in the académies of the scope. The calendar and the directory spell some académies differently (Réunion, La
-- Réunion; Polynésie, Polynésie Française; Nouvelle Calédonie, Nouvelle-Calédonie): as the directory does. A summer whose end is not
-- decided yet is published as a day alone: retour is NULL.
CREATE OR REPLACE VIEW conges_portee AS
-- Not a regular expression: one that knows letters takes the engine longer to make than all the rest.
WITH academie -> arrayFilter(mot -> mot NOT IN ('la', 'française'), splitByNonAlpha(lowerUTF8(toString(academie)))) AS cle
SELECT e.academie AS academie, zone, replaceOne(description, 'Début des ', '') AS intitule,
    toUInt16(substring(annee_scolaire, 1, 4)) AS annee, debut,
    if(fin = debut + 1 AND position(intitule, 'Vacances') > 0, NULL, toNullable(fin)) AS retour
FROM calendrier AS c FINAL
INNER JOIN (SELECT DISTINCT academie FROM ecoles_portee(@portee)) AS e ON cle(e.academie) = cle(c.academie)
WHERE population IN ('-', '', 'Élèves')
