-- The markers of the day that the rebuild under way has found, and the doublons among them, by day of reception: rows to sum;
-- emptied at each rebuild.
CREATE TABLE juge_suivant
(
    recu     Date,
    projet   LowCardinality(String),
    n        Int64,
    doublons Int64
)
ENGINE = MergeTree
ORDER BY tuple()
