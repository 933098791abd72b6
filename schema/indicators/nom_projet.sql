-- What each projet is called on screen. Two of the same name have their codes beside it, so that a drawing never adds them up.
CREATE OR REPLACE VIEW nom_projet AS
SELECT projet, multiIf(libelle = '', projet, homonymes > 1, concat(libelle, ' (', projet, ')'), libelle) AS nom
FROM (SELECT projet, libelle, count() OVER (PARTITION BY libelle) AS homonymes FROM projet FINAL)
