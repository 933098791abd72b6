-- Annotations de la période qui concernent le périmètre : celles de son territoire, d'un territoire qui le contient, ou de partout.
CREATE OR REPLACE VIEW annotations AS
WITH
    (SELECT arrayDistinct(arrayFlatten(groupArray(arrayConcat(arrayMap(t -> (t.1, t.2), l.ici), [('etablissement', l.uai)]))))
     FROM lieu AS l WHERE l.uai IN (SELECT uai FROM ecoles_portee(@portee))) AS lieux
SELECT id, du, au, titre, texte, genre, niveau, territoire, projet
FROM annotation FINAL
WHERE supprime = 0 AND du <= {au:Date} AND (au IS NULL AND du >= {du:Date} - 400 OR au >= {du:Date})
  AND (niveau = '' OR has(lieux, (toString(niveau), territoire)))
  AND ({projet:String} = '' OR projet = '' OR projet = {projet:String})
