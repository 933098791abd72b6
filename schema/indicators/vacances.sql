-- Vacances scolaires des élèves dans l'académie du périmètre (de toutes, sans académie) : du premier au dernier jour sans classe.
CREATE OR REPLACE VIEW vacances AS
WITH (SELECT groupUniqArray(academie) FROM etablissement FINAL WHERE uai IN (SELECT uai FROM ecoles_portee(@portee))) AS academies
SELECT debut AS du, max(fin) - 1 AS au, description AS libelle, arrayStringConcat(arraySort(groupUniqArray(zone)), ', ') AS zone
FROM calendrier FINAL
WHERE population IN ('-', '', 'Élèves') AND debut <= {au:Date} AND fin > {du:Date} AND has(academies, academie)
GROUP BY debut, description
