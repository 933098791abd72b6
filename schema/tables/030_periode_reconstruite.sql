-- What each period was made of: empreinte, a hash of what its days were made of; territoires, one of where the directory
-- put its schools. A period is dirty when either differs (view periode_sale).
CREATE TABLE periode_reconstruite
(
    genre       Enum8('jour' = 1, 'semaine' = 2, 'mois' = 3, 'annee' = 4),
    debut       Date,
    empreinte   UInt64,
    territoires UInt64,
    reconstruit DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(reconstruit)
ORDER BY (genre, debut)
