-- Headcounts: pupils of a school at a rentrée ('2022-2023').
CREATE TABLE IF NOT EXISTS effectif
(
    uai      String,
    rentree  LowCardinality(String),
    effectif UInt32,
    importe  DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(importe)
ORDER BY (uai, rentree)
