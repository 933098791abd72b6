-- The reports of closed months, each revision whole, so that what was put before a council can be made again to the byte.
-- code: of the territory, '' for France. provenance: what its figures were made of, to say why a later one differs.
CREATE TABLE IF NOT EXISTS rapport
(
    niveau     LowCardinality(String),
    code       String,
    mois       Date,
    revision   UInt16,
    empreinte  String,
    provenance String,
    rapport    String CODEC(ZSTD(3)),
    publie     DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(publie)
ORDER BY (niveau, code, mois, revision)
