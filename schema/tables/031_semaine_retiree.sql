-- `periode` holds the weeks, beside days and months.
DROP TABLE IF EXISTS semaine
