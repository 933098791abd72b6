-- Local days whose markers were purged: a marker of such a day is refused (jour_purge), since its day can't be rebuilt.
CREATE TABLE IF NOT EXISTS purge
(
    jour  Date,
    purge DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(purge)
ORDER BY jour
