-- The visits that the ministry published (`semaine_publiee`), summed over the schools of a département that have the same degree and
-- sector, by the directory that figures are made by. duree: seconds, the sum over the visits. empreinte: of the row.
CREATE TABLE IF NOT EXISTS publiee_territoire
(
    semaine          Date,
    code_academie    LowCardinality(String),
    code_departement LowCardinality(String),
    degre            UInt8,
    secteur          LowCardinality(String),
    visites          UInt64 CODEC(ZSTD(1)),
    duree            UInt64 CODEC(ZSTD(1)),
    empreinte        UInt64
)
ENGINE = MergeTree
ORDER BY (semaine, code_academie, code_departement, degre, secteur)
