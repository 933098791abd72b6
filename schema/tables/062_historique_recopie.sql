-- Copied twice, a row is one: the last of those of a key stays.
INSERT INTO semaine_publiee SELECT * FROM historique
