-- Figures of a period in a territory and a projet: visits and time are the sums over its schools, by the directory of the day they were
-- made; users are exact, and stay as they are once `presence` is purged. Two things are asked: the groups of a dimension in one
-- territory, and one group in all the territories of a level. So a territory comes after what both say: each reads a range of rows.
-- niveau and territoire: ('france', ''), ('academie', code_academie), ('departement', code_departement),
-- ('circonscription', 'CODE_DEPARTEMENT NOM'), ('commune', code_commune). degre ('1', '2') and secteur: '' for all of them; for the
-- last two levels always ''. dimension and code: the groups of `periode`. Of the last two levels, users of the total and of profils
-- alone: their visits are those of their schools, in `periode`.
-- Users add up over projets, never over territories, groups or periods. Those of a school are in `periode`.
-- Rows of a key add up. In one file a part: of its columns, many narrow ones are read at once.
CREATE TABLE IF NOT EXISTS mesure_territoire
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
    visites      UInt64 CODEC(ZSTD(1)),
    duree        UInt64 CODEC(ZSTD(1)),
    utilisateurs UInt64 CODEC(ZSTD(1))
)
ENGINE = SummingMergeTree((visites, duree, utilisateurs))
PARTITION BY (genre, debut)
ORDER BY (niveau, dimension, degre, secteur, territoire, code, projet)
SETTINGS index_granularity = 1024, min_bytes_for_wide_part = 1000000000
