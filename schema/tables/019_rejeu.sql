-- Replays, by generation; one that is begun and not done was killed, and is begun again under another generation.
CREATE TABLE IF NOT EXISTS rejeu
(
    generation UInt32,
    du         Date,
    au         Date,
    fini       UInt8
)
ENGINE = ReplacingMergeTree(fini)
ORDER BY generation
