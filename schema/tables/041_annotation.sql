-- What happened and may explain a curve: local projects, support, migrations of platform, breaks of a series. au NULL: a day,
-- or not over. niveau and territoire as in `utilisateurs`, or ('etablissement', UAI); empty: everywhere. projet: '' for all.
CREATE TABLE IF NOT EXISTS annotation
(
    id         UInt64,
    du         Date,
    au         Nullable(Date),
    titre      String,
    texte      String,
    genre      Enum8('projet_local' = 1, 'accompagnement' = 2, 'migration' = 3, 'rupture' = 4),
    niveau     LowCardinality(String),
    territoire String,
    projet     LowCardinality(String),
    cree       DateTime64(3, 'UTC'),
    supprime   UInt8
)
ENGINE = ReplacingMergeTree(cree)
ORDER BY id
