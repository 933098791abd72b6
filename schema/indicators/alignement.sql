-- La semaine de l'an dernier à laquelle chaque semaine se compare, dans le calendrier scolaire de l'académie du périmètre : même
-- rang depuis la rentrée ou les vacances d'avant, ou jusqu'aux vacances d'après quand elles sont plus proches. Une semaine est de
-- vacances quand elle a moins de trois jours de classe ; un pont n'en fait pas. Sans calendrier, ou avec plusieurs zones : 52
-- semaines plus tôt.
CREATE OR REPLACE VIEW alignement AS
SELECT
    p.debut AS debut,
    toDate(if(s.zones = 1 AND s.an > toDate(0), s.an, p.debut - 364)) AS semaine_comparee,
    s.vacances AS vacances
FROM periodes_mesurees(@portee) AS p
LEFT JOIN
(
    -- Académies of one zone have the same holidays.
    SELECT debut, uniqExact(zone) AS zones, max(w.an) AS an,
        -- Of a scope of several zones: when all of them are.
        if(uniqExactIf(zone, w.vacances IS NOT NULL) = zones, max(w.vacances), NULL) AS vacances
    FROM semaine_alignee AS w
    WHERE {genre:String} = 'semaine' AND debut BETWEEN {du:Date} AND {au:Date}
      AND ({code_academie:String} = '' AND {code_departement:String} = '' AND {circonscription:String} = '' AND {code_commune:String} = ''
           AND {uai:String} = '' AND {degre:String} = '' AND {secteur:String} = ''
           OR academie IN (SELECT academie FROM ecole_recensee(@portee)))
    GROUP BY debut
) AS s ON s.debut = p.debut
