-- A copy that was cut is made again whole: a row that is twice would count twice.
TRUNCATE TABLE decompte_jour;
INSERT INTO decompte_jour SELECT jour, recu, projet, comptes, doublons FROM decompte SETTINGS max_partitions_per_insert_block = 0
