-- The groups of the period under way, visits and users apart: rows to sum into `periode_suivante`; emptied each time.
CREATE TABLE groupe_suivant
(
    uai          LowCardinality(String),
    projet       LowCardinality(String),
    dimension    LowCardinality(String),
    code         LowCardinality(String),
    visites      UInt64,
    utilisateurs UInt64,
    duree        UInt64
)
ENGINE = MergeTree
ORDER BY (uai, projet, dimension, code)
