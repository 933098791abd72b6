-- Visits and time of each group of a school over a period: they add up over the shorter periods it is made of.
SELECT uai, projet,
    (sumForEachIf(g.visites_par_code, dimension = 'profil'), sumForEachIf(g.visites_par_code, dimension = 'os'),
        sumForEachIf(g.visites_par_code, dimension = 'navigateur'), sumForEachIf(g.visites_par_code, dimension = 'profil_appareil'),
        sumForEachIf(g.visites_par_code, dimension = 'profil_service')) AS visites,
    (sumForEachIf(g.durees_par_code, dimension = 'profil'), sumForEachIf(g.durees_par_code, dimension = 'os'),
        sumForEachIf(g.durees_par_code, dimension = 'navigateur'), sumForEachIf(g.durees_par_code, dimension = 'profil_appareil'),
        sumForEachIf(g.durees_par_code, dimension = 'profil_service')) AS durees
FROM groupe AS g
WHERE genre = {source:String} AND debut BETWEEN {debut:Date} AND {fin:Date}
GROUP BY uai, projet
