-- Exact users of each group of a period in the scope, by projet, over which they add up. Of a school: its own figures. Of
-- an académie, a département or the country: what is frozen with the period. Of a commune or circonscription: counted from
-- who was seen, as long as that is kept (13 months); then the total and profils stay, unless a degree or sector is asked.
CREATE OR REPLACE VIEW personnes AS
SELECT debut, projet, dimension, code, utilisateurs
FROM periode
WHERE {uai:String} != '' AND uai = {uai:String}
  AND genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}
  AND ({projet:String} = '' OR projet = {projet:String})
UNION ALL
SELECT debut, projet, dimension, code, utilisateurs
FROM territoire_portee(@portee)
WHERE {uai:String} = ''
  AND (({code_commune:String} = '' AND {circonscription:String} = '')
       OR debut NOT IN (SELECT DISTINCT debut FROM presence WHERE genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}))
UNION ALL
WITH
    (SELECT arraySort(groupArray(code)) FROM libelle_service) AS les_services,
    (SELECT arraySort(groupArray(code)) FROM libelle_appareil) AS les_appareils
SELECT debut, projet, g.1 AS dimension, g.2 AS code, uniqExact(visiteur) AS utilisateurs
FROM presence
ARRAY JOIN arrayConcat(
    [('total', ''), ('profil', toString(profil))],
    arrayFlatten(arrayMap((s, k) -> if(bitTest(services, k), [('service', s), ('profil_service', toString(profil) || ' ' || s)], []),
        les_services, arrayEnumerate(les_services))),
    arrayFlatten(arrayMap((a, k) -> if(bitTest(appareils, k), [('appareil', a), ('profil_appareil', toString(profil) || ' ' || a)], []),
        les_appareils, arrayEnumerate(les_appareils)))) AS g
WHERE {uai:String} = '' AND ({code_commune:String} != '' OR {circonscription:String} != '')
  AND genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}
  AND uai IN (SELECT uai FROM ecole_recensee(@portee))
  AND ({projet:String} = '' OR projet = {projet:String})
GROUP BY debut, projet, g
