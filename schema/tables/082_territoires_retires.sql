-- `mesure_territoire` holds them.
DROP TABLE IF EXISTS territoire;
DROP TABLE IF EXISTS utilisateurs_territoire
