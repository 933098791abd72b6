-- The registry of ENT projects: the last version imported of each.
CREATE TABLE IF NOT EXISTS projet
(
    projet              String,
    libelle             String,
    collectivite        String,
    plateforme          String,
    exploitant          String,
    degre               Nullable(UInt8),
    convention          Nullable(Date32),
    services            Array(LowCardinality(String)),
    etablissements      Array(String),
    etablissements_test Array(String),
    importe             DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(importe)
ORDER BY projet
