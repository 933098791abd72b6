-- What two school years leave beside the figures: holidays of three zones, the ledger, the ministry's files of the year
-- before, local projects. The calendar of one zone is that of its académies.
INSERT INTO calendrier
SELECT academie, zone, v.1, '-', toString(annee) || '-' || toString(annee + 1),
    toDate(toString(annee + v.4) || v.2) + 7 * v.5 * (ascii(zone) - 65), toDate(toString(annee + v.4) || v.3) + 7 * v.5 * (ascii(zone) - 65), '2026-09-01 00:00:00'
FROM (SELECT DISTINCT academie, char(65 + toUInt32(code_academie) % 3) AS zone FROM etablissement)
ARRAY JOIN [2023, 2024, 2025, 2026] AS annee
ARRAY JOIN [('Vacances de la Toussaint', '-10-19', '-11-04', 0, 0), ('Vacances de Noël', '-12-21', '-12-31', 0, 0), ('Vacances d''Hiver', '-02-08', '-02-24', 1, 1),
    ('Vacances de Printemps', '-04-05', '-04-21', 1, 1), ('Vacances d''Été', '-07-05', '-08-31', 1, 0)] AS v;
INSERT INTO recu
SELECT toDate('2024-09-01') + number, p.projet, toDate('2024-09-01') + number - r.1, r.2, r.3, '', 0, 1 + cityHash64(number, p.projet, r) % 9000
FROM numbers({days:UInt32}) AS d
CROSS JOIN projet AS p
ARRAY JOIN [(0, 'matin', 'compte'), (0, 'journee', 'compte'), (0, 'soir', 'compte'), (1, 'soir', 'compte'), (0, 'journee', 'uai_inconnu'), (0, 'journee', 'robot')] AS r;
INSERT INTO decompte_jour
SELECT jour, recu, projet, sum(r.n) - 1, 1 FROM recu AS r WHERE verdict = 'compte' GROUP BY jour, recu, projet
SETTINGS max_partitions_per_insert_block = 0;
INSERT INTO jour_reconstruit SELECT jour, vus, generation, '2026-12-01 05:00:00' FROM jour_juge;
INSERT INTO semaine_publiee
SELECT toDate('2024-09-02') + 7 * (number % 44), e.uai, splitByChar('|', place)[1], splitByChar('|', place)[2],
    1 + cityHash64(number, place) % 300, 1, 200, '2026-09-01 00:00:00'
FROM (SELECT uai, toUInt32(substring(nom, 16)) AS ecole FROM etablissement WHERE ecole < {schools:UInt32}) AS e
CROSS JOIN numbers(44) AS n
ARRAY JOIN arrayFilter(p -> splitByChar('|', p)[1] IN ('total', 'profil', 'service'), {places:Array(String)}) AS place;
INSERT INTO annotation (id, du, au, titre, genre, niveau, territoire, projet, cree)
SELECT number, toDate('2026-06-01') + 7 * number, NULL, 'Action ' || toString(number), 'projet_local', a.1, a.2, '', '2026-09-01 00:00:00'
FROM numbers(20)
ARRAY JOIN [[('academie', toString(number)), ('departement', leftPad(toString(1 + number), 3, '0')), ('etablissement', {uai:String})][1 + number % 3]] AS a
