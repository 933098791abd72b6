-- Who rebuilds, one process at a time. A row is a state, numbered; the insert of a number carries it as a token, so that of two
-- processes which saw the same state one alone makes the next. porteur holds it until tenu; '' is nobody. Before court (days
-- and weeks) and long (months and school years), whoever rebuilds at its own pace rests.
CREATE TABLE IF NOT EXISTS bail
(
    un      UInt8,
    numero  UInt64,
    porteur String,
    tenu    DateTime64(3, 'UTC'),
    court   DateTime64(3, 'UTC'),
    long    DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(numero)
ORDER BY un
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
