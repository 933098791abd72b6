-- What each rebuilt day was made of. A day is dirty when what recu holds of it differs from this.
CREATE TABLE IF NOT EXISTS jour_reconstruit
(
    jour        Date,
    vus         UInt64,
    generation  UInt32,
    reconstruit DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(reconstruit)
ORDER BY jour
