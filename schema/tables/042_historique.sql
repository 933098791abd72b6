-- The weekly files that the ministry published: another measure than ours, drawn apart and never added to it.
-- dimension and code as in `periode`; duree_moyenne in seconds.
CREATE TABLE IF NOT EXISTS historique
(
    semaine       Date,
    uai           LowCardinality(String),
    dimension     LowCardinality(String),
    code          LowCardinality(String),
    visites       UInt64 CODEC(ZSTD(1)),
    utilisateurs  UInt64 CODEC(ZSTD(1)),
    duree_moyenne UInt32 CODEC(ZSTD(1)),
    importe       DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(importe)
PARTITION BY toYear(semaine) - (toMonth(semaine) < 8)
ORDER BY (uai, semaine, dimension, code)
