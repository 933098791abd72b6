-- Les établissements vus, ou déclarés par un projet, dans la dernière période complète demandée. Rang : par visites pour 100 élèves,
-- parmi les établissements du périmètre de même nature et de même classe d'effectif. Silencieux : des visites dans les quatre
-- périodes d'avant, aucune dans celle-ci. Hors périmètre : vu sans être déclaré. Actif : au moins 5 utilisateurs.
CREATE OR REPLACE VIEW etablissements AS
WITH (SELECT (groupArray(projet), groupArray(nom)) FROM nom_projet) AS noms
SELECT
    s.debut AS debut, s.provisoire AS provisoire, s.uai AS uai, if(empty(e.nom), s.uai, e.nom) AS nom, s.nature_uai AS nature_uai, e.degre AS degre,
    e.secteur AS secteur, multiIf(e.secteur = 'PU', 'Public', e.secteur = 'PR', 'Privé', e.secteur) AS nom_secteur, e.commune AS commune, e.code_commune AS code_commune, e.circonscription AS circonscription,
    e.code_departement AS code_departement, e.departement AS departement, e.code_academie AS code_academie,
    arrayStringConcat(arraySort(s.projets), ', ') AS projets,
    arrayStringConcat(arrayMap(p -> transform(p, noms.1, noms.2, ''), arraySort(s.projets)), ', ') AS noms_projets, toUInt8(s.declaree = 0) AS hors_perimetre, s.effectif AS effectif,
    s.tranche_effectif AS tranche_effectif, s.visites AS visites, s.utilisateurs AS utilisateurs,
    if(s.visites > 0, intDiv(2 * s.duree + 1000 * s.visites, 2000 * s.visites), NULL) AS duree_moyenne,
    s.visites_100 AS visites_100, toUInt8(s.utilisateurs >= 5) AS active, s.visites_12 AS visites_12, s.silencieuse AS silencieuse,
    if(s.visites_100 IS NULL, NULL, toNullable(s.place)) AS rang, if(s.visites_100 IS NULL, NULL, toNullable(s.classees)) AS rang_sur
FROM
(
    -- Ranked before their names are read: to sort those would be half the time.
    SELECT *, rank() OVER (PARTITION BY nature_uai, tranche_effectif ORDER BY ifNull(visites_100, -1) DESC) AS place,
        countIf(visites_100 IS NOT NULL) OVER (PARTITION BY nature_uai, tranche_effectif) AS classees
    FROM
    (
        SELECT s.*, n.nature_uai AS nature_uai,
            multiIf(s.effectif IS NULL, 'inconnue', s.effectif < 100, 'moins de 100', s.effectif < 300, '100 à 299', s.effectif < 600, '300 à 599',
                    s.effectif < 1000, '600 à 999', '1 000 et plus') AS tranche_effectif,
            100 * s.visites / nullIf(s.effectif, 0) AS visites_100
        FROM ecoles_suivies(@portee) AS s
        INNER JOIN (SELECT uai, nature_uai FROM ecoles_portee(@portee)) AS n ON n.uai = s.uai
    )
) AS s
INNER JOIN ecoles_portee(@portee) AS e ON e.uai = s.uai
