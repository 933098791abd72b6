-- Chaque département : usage et état de déploiement.
-- Taux de déploiement : établissements publics ouverts qui sont dans un projet, rapportés aux établissements publics ouverts de
-- l'annuaire, du degré demandé (écoles : natures 101 à 162 ; collèges et lycées : 300 à 352). Classes officielles : moins de 20 %,
-- de 20 à 50 %, de 50 à 90 %, 90 % ou plus. Les visites s'additionnent, les utilisateurs non.
CREATE OR REPLACE VIEW departements AS
SELECT * EXCEPT (degre) FROM territoires_deployes(@portee, niveau = 'departement')
