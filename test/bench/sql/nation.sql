-- Directory, projets (two a département: one a degree), headcounts, holidays, freshness. The first {schools} lines are those seen; 95
-- départements are shared among {academies}.
INSERT INTO etablissement
SELECT
    leftPad(toString(10001 + number * 97), 7, '0') || substring('ABCDEFGHJKLMNPRSTUVWXYZ', 1 + (10001 + number * 97) % 23, 1),
    'Établissement ' || toString(number), 'Ecole', if(number % 8 = 0, 'PR', 'PU'),
    [151, 101, 162, 340, 302][1 + intDiv(number, 95) % 5], 'NATURE',
    leftPad(toString(number % 9000), 5, '0'), 'Commune-' || toString(number % 9000),
    leftPad(toString(1 + number % 95), 3, '0'), 'Département ' || toString(1 + number % 95),
    toString((1 + number % 95) % {academies:UInt32}), 'Académie ' || toString((1 + number % 95) % {academies:UInt32}), '11', 'Région',
    'Circonscription ' || toString(number % 1200), 'MINISTERE', 'OUVERT', NULL, NULL, NULL, 1, '2026-09-01 00:00:00'
FROM numbers({lines:UInt32});
INSERT INTO projet
SELECT 'ENT' || code_departement || '-' || toString(degre), 'ENT de ' || code_departement, '', 'PLATEFORME', 'EXPLOITANT', degre, '2019-11-04',
    ['ACCUEIL', 'NOTES'], groupArray(uai), [], '2026-09-01 00:00:00'
FROM (SELECT uai, code_departement, if(code_nature < 200, 1, 2) AS degre FROM etablissement WHERE toUInt32(substring(nom, 16)) < {schools:UInt32})
GROUP BY code_departement, degre;
INSERT INTO effectif SELECT uai, '2025-2026', 60 + cityHash64(uai) % 700, '2026-09-01 00:00:00' FROM etablissement WHERE cityHash64(uai) % 9 > 0;
INSERT INTO calendrier
SELECT DISTINCT academie, 'C', 'Vacances de la Toussaint', '-', '2026-2027', '2026-10-17', '2026-11-02', '2026-09-01 00:00:00' FROM etablissement;
INSERT INTO fraicheur VALUES (1, '2026-12-01 05:00:00', '2026-11-28', '2026-12-01 05:00:00')
