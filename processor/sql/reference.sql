-- What verdicts depend on, and by what schools are counted, as one row that differs whenever any of it changed.
SELECT
    (SELECT (max(importe), count()) FROM etablissement) AS ecoles,
    (SELECT (max(importe), count()) FROM projet) AS projets,
    (SELECT (max(importe), count()) FROM effectif) AS effectifs,
    (SELECT (max(purge), count()) FROM purge) AS purges,
    (SELECT max(generation) FROM rejeu) AS generation
