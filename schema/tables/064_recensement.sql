-- The schools of the directory counted by place, under '' all of them, each once, and under each projet those that it declares.
-- depuis: the day of the declaration, for '' of the first one; 2299-12-31 when no projet declares them. publiques: open public
-- schools of one of the two degrees. degre: 1, 2, 0 for what is neither. empreinte: of what all of it was made of.
CREATE TABLE IF NOT EXISTS recensement
(
    projet           LowCardinality(String),
    code_academie    LowCardinality(String),
    code_departement LowCardinality(String),
    degre            UInt8,
    secteur          LowCardinality(String),
    depuis           Date32,
    academie         LowCardinality(String),
    departement      LowCardinality(String),
    ecoles           UInt64,
    publiques        UInt64,
    effectif         UInt64,
    sans_effectif    UInt64,
    empreinte        UInt64
)
ENGINE = MergeTree
ORDER BY (projet, code_academie, code_departement, degre, secteur, depuis)
