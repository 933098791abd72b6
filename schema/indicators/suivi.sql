-- Each school of the scope that was seen, or that a projet declares, a school a row: its periods, and of each what was counted, in
-- arrays; 1970-01-01 among them is no period and says that it is declared, from depuis on. With {niveau:String} = 'projet', a school
-- of a projet a row; else projet is empty.
-- Users of one school add up over its projets (a user is of one projet).
CREATE OR REPLACE VIEW suivi AS
SELECT uai, projet, depuis, if({projet:String} != '' OR {niveau:String} = 'projet', lus, arrayDistinct(lus)) AS debuts,
    -- In a period of several projets, a school counts once.
    if(length(debuts) = length(lus), v, arrayMap(j -> arraySum((d, n) -> if(d = j, n, 0), lus, v), debuts)) AS visites,
    if(length(debuts) = length(lus), u, arrayMap(j -> arraySum((d, n) -> if(d = j, n, 0), lus, u), debuts)) AS utilisateurs
FROM
(
    SELECT uai, if({niveau:String} = 'projet', x.du_projet, '') AS projet, min(x.depuis) AS depuis, groupArray(x.debut) AS lus, groupArray(x.visites) AS v, groupArray(x.utilisateurs) AS u
    FROM
    (
        SELECT uai, projet AS du_projet, debut, visites, utilisateurs, toDate32('2299-12-31') AS depuis
        FROM ecole_periode
        WHERE genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date} AND ({projet:String} = '' OR projet = {projet:String})
        UNION ALL
        SELECT uai, projet, toDate(0), 0, 0, depuis FROM inscription WHERE ({projet:String} = '' OR projet = {projet:String})
    ) AS x
    WHERE (
        -- Of the whole country, who reads this looks for each school in the directory, once.
        {code_academie:String} = '' AND {code_departement:String} = '' AND {circonscription:String} = '' AND {code_commune:String} = ''
        AND {uai:String} = '' AND {degre:String} = '' AND {secteur:String} = ''
        OR uai IN (SELECT uai FROM ecoles_portee(@portee)))
    GROUP BY uai, projet
)
