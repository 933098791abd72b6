-- The schools that were seen in a period, counted by place as in `recensement`: under '' all of them, a school of two projets once,
-- and under each projet those seen in it. vues: with a visit; actives: with 5 users. effectif, sans_effectif: of all these schools.
-- visites_connues, utilisateurs_connus: of those whose headcount is known; of a person in two schools, in each.
CREATE TABLE IF NOT EXISTS comptage
(
    genre               Enum8('jour' = 1, 'semaine' = 2, 'mois' = 3, 'annee' = 4),
    debut               Date,
    projet              LowCardinality(String),
    code_academie       LowCardinality(String),
    code_departement    LowCardinality(String),
    degre               UInt8,
    secteur             LowCardinality(String),
    depuis              Date32,
    ecoles              UInt64 CODEC(ZSTD(1)),
    vues                UInt64 CODEC(ZSTD(1)),
    actives             UInt64 CODEC(ZSTD(1)),
    effectif            UInt64 CODEC(ZSTD(1)),
    sans_effectif       UInt64 CODEC(ZSTD(1)),
    visites             UInt64 CODEC(ZSTD(1)),
    visites_connues     UInt64 CODEC(ZSTD(1)),
    utilisateurs_connus UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY (genre, debut)
ORDER BY (projet, code_academie, code_departement, degre, secteur, depuis)
