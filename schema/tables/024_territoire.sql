-- `periode` summed over the schools of a département that have the same degree and sector, by the directory of the day it
-- was made: visits and time add up, users don't, so none are here. degre: 1, 2, 0 for what is neither.
-- ecoles: those with a visit of the group; a school of two projets is in both.
CREATE TABLE IF NOT EXISTS territoire
(
    genre            Enum8('jour' = 1, 'semaine' = 2, 'mois' = 3, 'annee' = 4),
    debut            Date,
    code_academie    LowCardinality(String),
    code_departement LowCardinality(String),
    degre            UInt8,
    secteur          LowCardinality(String),
    projet           LowCardinality(String),
    dimension        LowCardinality(String),
    code             LowCardinality(String),
    visites          UInt64 CODEC(ZSTD(1)),
    duree            UInt64 CODEC(ZSTD(1)),
    ecoles           UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY (genre, debut)
ORDER BY (dimension, code, code_academie, code_departement, degre, secteur, projet)
