-- La semaine de l'an dernier à laquelle chaque semaine se compare : même rang depuis la rentrée ou depuis les mêmes vacances, dans
-- le calendrier scolaire de l'académie du périmètre. Sans calendrier, ou avec plusieurs zones : 52 semaines plus tôt.
CREATE OR REPLACE VIEW alignement AS
WITH
    academies AS (SELECT DISTINCT academie FROM etablissement FINAL WHERE uai IN (SELECT uai FROM ecoles_portee(@portee))),
    (SELECT uniqExact(zone) FROM calendrier FINAL WHERE academie IN (SELECT academie FROM academies)) AS zones,
    bornes AS
    (
        SELECT DISTINCT b.1 AS sens, toMonday(b.2) AS lundi, description, toUInt16(substring(annee_scolaire, 1, 4)) AS annee
        FROM calendrier FINAL
        -- Off from Saturday: the first week without class is the next one.
        ARRAY JOIN [('debut', debut + 2), ('fin', fin)] AS b
        WHERE academie IN (SELECT academie FROM academies) AND population IN ('-', '', 'Élèves')
    ),
    reperes AS
    (
        SELECT p.debut AS debut, argMax((b.sens, b.description, b.annee, b.lundi), (b.lundi, b.sens)) AS r
        FROM periodes(@portee) AS p
        CROSS JOIN bornes AS b
        WHERE b.lundi <= p.debut AND {genre:String} = 'semaine'
        GROUP BY p.debut
    )
SELECT
    p.debut AS debut,
    toDate(if(zones = 1 AND l.lundi > toDate('1971-01-01'), l.lundi + (p.debut - r.r.4), p.debut - 364)) AS semaine_comparee,
    if(r.r.1 = 'debut' AND p.debut <= v.dernier, r.r.2, NULL) AS vacances
FROM periodes(@portee) AS p
LEFT JOIN reperes AS r ON r.debut = p.debut
LEFT JOIN (SELECT sens, description, annee + 1 AS annee, max(lundi) AS lundi FROM bornes GROUP BY sens, description, annee) AS l
    ON l.sens = r.r.1 AND l.description = r.r.2 AND l.annee = r.r.3
LEFT JOIN (SELECT description, annee, max(lundi) - 1 AS dernier FROM bornes WHERE sens = 'fin' GROUP BY description, annee) AS v
    ON v.description = r.r.2 AND v.annee = r.r.3
