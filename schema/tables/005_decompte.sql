-- What a rebuild made of the markers of a day: the ledger's second half, swapped in with the day's visits.
CREATE TABLE IF NOT EXISTS decompte
(
    jour     Date,
    recu     Date,
    projet   LowCardinality(String),
    comptes  UInt64,
    doublons UInt64
)
ENGINE = MergeTree
PARTITION BY jour
ORDER BY (recu, projet)
