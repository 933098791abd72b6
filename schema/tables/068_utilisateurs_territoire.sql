-- Exact users of a period in a territory and a projet, frozen with their period: what stays once `presence` is purged. Two things are
-- asked: the groups of a dimension in one territory, and one group in all the territories of a level. So a territory comes after what
-- both say: each reads a range of rows.
-- niveau and territoire: ('france', ''), ('academie', code_academie), ('departement', code_departement),
-- ('circonscription', 'CODE_DEPARTEMENT NOM'), ('commune', code_commune). degre ('1', '2') and secteur: '' for all of them; for the
-- last two levels always ''. dimension and code: the groups of `periode`; for the last two levels the total and profils alone.
-- They add up over projets, never over territories, groups or periods. Those of a school are in `periode`.
CREATE TABLE IF NOT EXISTS utilisateurs_territoire
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
ORDER BY (niveau, dimension, degre, secteur, territoire, code, projet)
