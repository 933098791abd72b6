-- A copy that was cut is made again whole: a row that is twice would count twice.
TRUNCATE TABLE utilisateurs_territoire;
INSERT INTO utilisateurs_territoire SELECT * FROM utilisateurs SETTINGS max_partitions_per_insert_block = 0
