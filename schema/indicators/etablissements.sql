-- Les établissements vus, ou déclarés par un projet, dans la dernière période complète demandée. Rang : par visites pour 100 élèves,
-- parmi les établissements du périmètre de même nature et de même classe d'effectif. Silencieux : des visites dans les quatre
-- périodes d'avant, aucune dans celle-ci. Hors périmètre : vu sans être déclaré. Actif : au moins 5 utilisateurs.
CREATE OR REPLACE VIEW etablissements AS
WITH
    (SELECT argMax((debut, provisoire, fin), (provisoire = 0, debut)) FROM periodes(@portee)) AS derniere,
    suivies AS
    (
        SELECT uai, sum(s.visites) AS visites, sum(s.utilisateurs) AS utilisateurs, sum(s.duree) AS duree, max(s.declaree) AS declaree
        FROM
        (
            SELECT uai, visites, utilisateurs, duree, 0 AS declaree
            FROM ecole_periode
            WHERE genre = {genre:String} AND debut = derniere.1 AND ({projet:String} = '' OR projet = {projet:String})
            UNION ALL
            SELECT uai, 0, 0, 0, 1 FROM inscription WHERE depuis <= derniere.3 AND ({projet:String} = '' OR projet = {projet:String})
        ) AS s
        WHERE uai IN (SELECT uai FROM ecoles_portee(@portee))
        GROUP BY uai
    ),
    passees AS
    (
        SELECT uai, groupArray(debut) AS debuts, groupArray(x.visites) AS visites_de
        FROM ecole_periode AS x
        WHERE genre = {genre:String} AND debut BETWEEN derniere.1 - 380 AND derniere.1
          AND debut IN (SELECT DISTINCT debut FROM periode_reconstruite WHERE genre = {genre:String} AND debut <= derniere.1 ORDER BY debut DESC LIMIT 12)
          AND uai IN (SELECT uai FROM ecoles_portee(@portee))
          AND ({projet:String} = '' OR projet = {projet:String})
        GROUP BY uai
    ),
    (SELECT arraySort(groupArray(debut)) FROM
        (SELECT DISTINCT debut FROM periode_reconstruite WHERE genre = {genre:String} AND debut <= derniere.1 ORDER BY debut DESC LIMIT 12)) AS douze,
    (SELECT (groupArray(projet), groupArray(nom)) FROM nom_projet) AS noms
SELECT *,
    if(visites_100 IS NULL, NULL, toNullable(rank() OVER (PARTITION BY nature_uai, tranche_effectif ORDER BY ifNull(visites_100, -1) DESC))) AS rang,
    if(visites_100 IS NULL, NULL, toNullable(countIf(visites_100 IS NOT NULL) OVER (PARTITION BY nature_uai, tranche_effectif))) AS rang_sur
FROM
(
    SELECT
        derniere.1 AS debut, derniere.2 AS provisoire, s.uai AS uai, if(empty(e.nom), s.uai, e.nom) AS nom, e.nature_uai AS nature_uai, ifNull(e.degre, 0) AS degre,
        e.secteur AS secteur, multiIf(e.secteur = 'PU', 'Public', e.secteur = 'PR', 'Privé', e.secteur) AS nom_secteur, e.commune AS commune, e.code_commune AS code_commune, e.circonscription AS circonscription,
        e.code_departement AS code_departement, e.departement AS departement, e.code_academie AS code_academie,
        arrayStringConcat(e.projets, ', ') AS projets,
        arrayStringConcat(arrayMap(p -> noms.2[indexOf(noms.1, p)], e.projets), ', ') AS noms_projets, toUInt8(s.declaree = 0) AS hors_perimetre, e.effectif AS effectif,
        multiIf(e.effectif IS NULL, 'inconnue', e.effectif < 100, 'moins de 100', e.effectif < 300, '100 à 299', e.effectif < 600, '300 à 599',
                e.effectif < 1000, '600 à 999', '1 000 et plus') AS tranche_effectif,
        s.visites AS visites, s.utilisateurs AS utilisateurs,
        if(s.visites > 0, intDiv(2 * s.duree + 1000 * s.visites, 2000 * s.visites), NULL) AS duree_moyenne,
        100 * s.visites / nullIf(e.effectif, 0) AS visites_100,
        toUInt8(s.utilisateurs >= 5) AS active,
        arrayMap(d -> arraySum((x, n) -> if(x = d, n, 0), p.debuts, p.visites_de), douze) AS visites_12,
        toUInt8(s.visites = 0 AND arraySum(arraySlice(visites_12, -5, 4)) > 0) AS silencieuse
    FROM suivies AS s
    LEFT JOIN ecole AS e ON e.uai = s.uai
    LEFT JOIN passees AS p ON p.uai = s.uai
)
