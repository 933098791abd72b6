-- Effet d'un projet local ou d'un accompagnement : visites pour 100 élèves de son territoire ou de son projet, en moyenne sur les 6
-- semaines d'avant et d'après, vacances laissées de côté ; à côté, celles d'établissements comparables (même académie, même degré) qu'aucune annotation
-- ne concerne. Deux évolutions côte à côte ne prouvent pas une cause.
CREATE OR REPLACE VIEW effets AS
WITH
    actions AS
    (
        SELECT id, du, titre, niveau, territoire, projet FROM annotations(@portee) WHERE genre != 'rupture' AND (niveau != '' OR projet != '')
    ),
    touchees AS
    (
        SELECT a.id AS id, a.du AS du, l.uai AS uai, l.code_academie AS code_academie, l.degre AS degre
        FROM actions AS a
        CROSS JOIN lieu AS l
        WHERE (a.niveau = '' OR has(arrayMap(t -> (t.1, t.2), l.ici), (toString(a.niveau), a.territoire)) OR a.niveau = 'etablissement' AND a.territoire = l.uai)
          AND (a.projet = '' OR l.uai IN (SELECT uai FROM inscription WHERE ({projet:String} = '' OR projet = {projet:String})))
    ),
    semaines AS
    (
        SELECT e.debut AS debut, e.uai AS uai, sum(e.visites) AS visites, any(h.effectif) AS effectif
        FROM ecole_periode AS e
        INNER JOIN eleves AS h ON h.uai = e.uai
        WHERE e.genre = 'semaine' AND e.debut BETWEEN {du:Date} - 120 AND {au:Date} + 120
          AND e.debut NOT IN (SELECT debut FROM alignement(@portee) WHERE vacances IS NOT NULL)
        GROUP BY e.debut, e.uai
    ),
    concernees AS
    (
        SELECT id, du, uai, 1 AS touchee FROM touchees
        UNION ALL
        SELECT DISTINCT t.id, t.du, l.uai, 0
        FROM (SELECT DISTINCT id, du, code_academie, degre FROM touchees) AS t
        INNER JOIN lieu AS l ON l.code_academie = t.code_academie AND l.degre = t.degre
        WHERE l.uai NOT IN (SELECT uai FROM touchees)
    ),
    bilan AS
    (
        SELECT c.id AS id, c.touchee AS touchee, uniqExact(c.uai) AS etablissements,
            100 * sumIf(s.visites, s.debut < toMonday(c.du)) / nullIf(sumIf(s.effectif, s.debut < toMonday(c.du)), 0) AS avant,
            100 * sumIf(s.visites, s.debut >= toMonday(c.du)) / nullIf(sumIf(s.effectif, s.debut >= toMonday(c.du)), 0) AS apres
        FROM concernees AS c
        INNER JOIN semaines AS s ON s.uai = c.uai
        WHERE s.debut BETWEEN toMonday(c.du) - 42 AND toMonday(c.du) + 41
        GROUP BY c.id, c.touchee
    )
SELECT a.id AS id, a.du AS du, a.titre AS titre, t.etablissements AS etablissements, t.avant AS avant, t.apres AS apres, t.apres / nullIf(t.avant, 0) - 1 AS evolution,
    n.apres / nullIf(n.avant, 0) - 1 AS evolution_comparables, n.etablissements AS comparables
FROM actions AS a
LEFT JOIN (SELECT * FROM bilan WHERE touchee = 1) AS t ON t.id = a.id
LEFT JOIN (SELECT * FROM bilan WHERE touchee = 0) AS n ON n.id = a.id
