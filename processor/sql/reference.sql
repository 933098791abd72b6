-- What verdicts depend on, as one row that differs whenever any of it changed.
SELECT
    (SELECT (max(importe), count()) FROM etablissement) AS ecoles,
    (SELECT (max(importe), count()) FROM projet) AS projets,
    (SELECT (max(purge), count()) FROM purge) AS purges,
    (SELECT max(generation) FROM rejeu) AS generation
