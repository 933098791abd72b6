-- How far the figures go, as whoever processes last said: all that was received until complet_jusqua is in them, and days up
-- to jours_clos won't change any more.
CREATE TABLE IF NOT EXISTS fraicheur
(
    un             UInt8,
    complet_jusqua Nullable(DateTime64(3, 'UTC')),
    jours_clos     Nullable(Date),
    dit            DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(dit)
ORDER BY un
