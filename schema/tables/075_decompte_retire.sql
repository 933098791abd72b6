-- `decompte_jour` holds it, by months.
DROP TABLE IF EXISTS decompte
