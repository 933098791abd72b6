-- Exact users of a period in a territory and a projet, frozen with their period: what stays once `presence` is purged.
-- niveau and territoire: ('france', ''), ('academie', code_academie), ('departement', code_departement),
-- ('circonscription', 'CODE_DEPARTEMENT NOM'), ('commune', code_commune). degre ('1', '2') and secteur: '' for all of them; for the
-- last two levels always ''. dimension and code: the groups of `periode`; for the last two levels the total and profils alone.
-- They add up over projets, never over territories, groups or periods. Those of a school are in `periode`.
CREATE TABLE IF NOT EXISTS utilisateurs
(
    genre        Enum8('jour' = 1, 'semaine' = 2, 'mois' = 3, 'annee' = 4),
    debut        Date,
    niveau       LowCardinality(String),
    territoire   String,
    degre        LowCardinality(String),
    secteur      LowCardinality(String),
    projet       LowCardinality(String),
    dimension    LowCardinality(String),
    code         LowCardinality(String),
    utilisateurs UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY (genre, debut)
ORDER BY (niveau, territoire, dimension, code, degre, secteur, projet)
