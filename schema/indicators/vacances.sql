-- Vacances scolaires des élèves dans l'académie du périmètre (de toutes, sans académie) : du premier au dernier jour sans classe.
CREATE OR REPLACE VIEW vacances AS
SELECT debut AS du, max(ifNull(retour, debut + 1)) - 1 AS au, intitule AS libelle, arrayStringConcat(arraySort(groupUniqArray(zone)), ', ') AS zone
FROM conges_portee(@portee)
WHERE debut <= {au:Date} AND ifNull(retour, debut + 1) > {du:Date}
GROUP BY debut, libelle
