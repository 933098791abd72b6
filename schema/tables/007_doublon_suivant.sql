-- The doublons that the rebuild under way has found, by day of reception; emptied at each rebuild.
CREATE TABLE doublon_suivant
(
    recu   Date,
    projet LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY tuple()
