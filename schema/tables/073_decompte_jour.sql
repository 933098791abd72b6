-- What a rebuild made of the markers of a day: the ledger's second half, swapped in with the day's visits. By months of days: those of
-- two school years are read whole, and to open a part a day took longer than their rows.
CREATE TABLE IF NOT EXISTS decompte_jour
(
    jour     Date,
    recu     Date,
    projet   LowCardinality(String),
    comptes  UInt64,
    doublons UInt64
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(jour)
ORDER BY (recu, projet, jour)
