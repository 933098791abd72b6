-- A copy that was cut is made again whole. Rows of a key add up: users come from one table, visits from the other, a département at a time.
TRUNCATE TABLE mesure_territoire;
INSERT INTO mesure_territoire
SELECT genre, debut, niveau, territoire, degre, secteur, projet, dimension, code, 0, 0, utilisateurs FROM utilisateurs_territoire
SETTINGS max_partitions_per_insert_block = 0;
INSERT INTO mesure_territoire
SELECT genre, debut, lieu.1, lieu.2, d, s, projet, dimension, code, visites, duree, 0
FROM territoire
ARRAY JOIN arrayFilter(l -> l.1 = 'france' OR l.2 != '', [
    ('france', ''), ('academie', toString(code_academie)), ('departement', toString(code_departement))]) AS lieu
ARRAY JOIN if(degre = 0, [''], ['', toString(degre)]) AS d
ARRAY JOIN arrayDistinct(['', toString(secteur)]) AS s
SETTINGS max_partitions_per_insert_block = 0
