-- What each period was made of: empreinte, a hash of what its days were made of (view periode_sale); territoires, one of where
-- the directory put its schools (view periode_placee). A period is made again when either differs.
CREATE TABLE IF NOT EXISTS periode_reconstruite
(
    genre       Enum8('jour' = 1, 'semaine' = 2, 'mois' = 3, 'annee' = 4),
    debut       Date,
    empreinte   UInt64,
    territoires UInt64,
    reconstruit DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(reconstruit)
ORDER BY (genre, debut)
