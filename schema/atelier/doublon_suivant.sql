-- The doublons that the rebuild under way has found, by day of reception: rows to sum; emptied at each rebuild.
CREATE TABLE doublon_suivant
(
    recu   Date,
    projet LowCardinality(String),
    n      Int64
)
ENGINE = MergeTree
ORDER BY tuple()
