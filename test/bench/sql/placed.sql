-- Every period placed as the directory has it, so that its schools alone are left to count.
INSERT INTO periode_reconstruite
SELECT genre, debut, 1, sum(lieu.empreinte), 0, '2026-12-01 05:00:01' FROM ecole_periode INNER JOIN lieu USING (uai) GROUP BY genre, debut
