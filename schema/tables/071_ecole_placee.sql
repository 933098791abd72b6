-- The directory (view lieu) as figures are made by: where each school is, its territories by their hashes, and what it is counted by
-- (view ecole_recensee).
-- petits: the commune and the circonscription, whose users are kept by profil alone; grands: the others.
-- The key in parentheses, as a workshop writes those of its tables: the store replaces parts of equal keys only.
CREATE TABLE IF NOT EXISTS ecole_placee
(
    uai                 String,
    code_academie       LowCardinality(String),
    code_departement    LowCardinality(String),
    cle_circonscription LowCardinality(String),
    code_commune        LowCardinality(String),
    degre               UInt8,
    secteur             LowCardinality(String),
    ici                 Array(Tuple(niveau String, territoire String, degre String, secteur String)),
    grands              Array(UInt64),
    petits              Array(UInt64),
    empreinte           UInt64,
    recensee            UInt64,
    academie            LowCardinality(String),
    departement         LowCardinality(String),
    publique            UInt8,
    effectif            Nullable(UInt32),
    declarations        Array(Tuple(String, Date32))
)
ENGINE = MergeTree
ORDER BY (uai)
