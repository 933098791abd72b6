-- One period: what each school counts, by group for the first {detailed}; then the sums by territory, and users as they might be.
INSERT INTO ecole_periode
SELECT {genre:String}, {debut:Date}, e.uai, 'ENT' || e.code_departement || '-' || if(e.code_nature < 200, '1', '2'),
    20 + cityHash64(e.uai, {debut:Date}) % 3000 AS visites, 1 + intDiv(visites, 6), visites * (60000 + cityHash64(e.uai) % 500000)
FROM etablissement AS e WHERE toUInt32(substring(e.nom, 16)) < {schools:UInt32};
INSERT INTO groupe
SELECT {genre:String}, {debut:Date}, uai, projet, dimension, codes,
    arrayMap(code -> if(dimension = 'total', visites, intDiv(visites * (cityHash64(uai, dimension, code) % 40), 60)), codes) AS v,
    arrayMap(n -> if(dimension = 'total', utilisateurs, intDiv(n, 5) + (n > 0)), v), arrayMap(n -> n * 200000, v)
FROM ecole_periode
ARRAY JOIN {dimensions:Array(String)} AS dimension, {codes:Array(Array(String))} AS codes
WHERE genre = {genre:String} AND debut = {debut:Date} AND (dimension = 'total' OR toUInt32(substring(uai, 1, 7)) < 10001 + 97 * {detailed:UInt32});
INSERT INTO mesure_territoire
SELECT {genre:String}, {debut:Date}, lieu.1, lieu.2, qui.1, qui.2, projet, splitByChar('|', place)[1] AS dimension, splitByChar('|', place)[2] AS code,
    sum(if(dimension = 'total', s.visites, intDiv(s.visites * (1 + cityHash64(projet, code) % 40), 60))) AS v, sum(s.duree), v DIV 6 + 5
FROM
(
    SELECT e.code_academie AS code_academie, e.code_departement AS code_departement, if(e.code_nature < 200, '1', '2') AS degre, e.secteur AS secteur, p.projet AS projet,
        sum(p.visites) AS visites, sum(p.duree) AS duree
    FROM ecole_periode AS p INNER JOIN etablissement AS e ON e.uai = p.uai
    WHERE p.genre = {genre:String} AND p.debut = {debut:Date}
    GROUP BY ALL
) AS s
ARRAY JOIN [('france', ''), ('academie', toString(code_academie)), ('departement', toString(code_departement))] AS lieu
ARRAY JOIN [('', ''), (degre, ''), ('', toString(secteur)), (degre, toString(secteur))] AS qui
ARRAY JOIN {places:Array(String)} AS place
GROUP BY lieu, qui, projet, dimension, code;
INSERT INTO periode_reconstruite VALUES ({genre:String}, {debut:Date}, 1, 0, 0, '2026-12-01 05:00:00')
