-- `comptage` as it is to be, of the schools of the scope.
CREATE OR REPLACE VIEW comptage_ecoles AS
SELECT genre, debut, projet, code_academie, code_departement, degre, secteur, depuis,
    count() AS ecoles, countIf(v > 0) AS vues, countIf(u >= 5) AS actives, sum(ifNull(x.effectif, 0)) AS effectif, countIf(x.effectif IS NULL) AS sans_effectif,
    sum(v) AS visites, sumIf(v, x.effectif IS NOT NULL) AS visites_connues, sumIf(u, x.effectif IS NOT NULL) AS utilisateurs_connus
FROM
(
    SELECT s.genre AS genre, s.debut AS debut, s.projet AS projet, s.v AS v, s.u AS u, e.code_academie AS code_academie, e.code_departement AS code_departement,
        e.degre AS degre, e.secteur AS secteur, e.effectif AS effectif,
        arrayMin(arrayPushBack(arrayFilter((d, p) -> s.projet IN ('', p), e.declarations.2, e.declarations.1), toDate32('2299-12-31'))) AS depuis
    FROM
    (
        -- Users of one school add up over its projets (a user is of one projet).
        SELECT genre, debut, uai, arrayJoin(['', toString(du_projet)]) AS projet, sum(visites) AS v, sum(utilisateurs) AS u
        FROM (SELECT genre, debut, uai, projet AS du_projet, visites, utilisateurs FROM ecole_periode)
        WHERE genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}
          AND ({code_academie:String} = '' AND {code_departement:String} = '' AND {circonscription:String} = '' AND {code_commune:String} = ''
               AND {uai:String} = '' AND {degre:String} = '' AND {secteur:String} = ''
               OR uai IN (SELECT uai FROM ecole_recensee(@portee)))
        GROUP BY genre, debut, uai, projet
    ) AS s
    INNER JOIN ecole_recensee(@portee) AS e ON e.uai = s.uai
) AS x
GROUP BY genre, debut, projet, code_academie, code_departement, degre, secteur, depuis
