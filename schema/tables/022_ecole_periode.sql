-- The totals of `periode` alone: what a list of schools, or of the last periods of one, reads.
CREATE TABLE IF NOT EXISTS ecole_periode
(
    genre        Enum8('jour' = 1, 'semaine' = 2, 'mois' = 3, 'annee' = 4),
    debut        Date,
    uai          LowCardinality(String),
    projet       LowCardinality(String),
    visites      UInt64 CODEC(ZSTD(1)),
    utilisateurs UInt64 CODEC(ZSTD(1)),
    duree        UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY (genre, debut)
ORDER BY (uai, projet)
