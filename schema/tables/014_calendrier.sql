-- School holidays of an académie: from debut (first day off) to fin (first day back, so not in it).
CREATE TABLE IF NOT EXISTS calendrier
(
    academie       LowCardinality(String),
    zone           LowCardinality(String),
    description    String,
    population     LowCardinality(String),
    annee_scolaire LowCardinality(String),
    debut          Date,
    fin            Date,
    importe        DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(importe)
ORDER BY (academie, annee_scolaire, debut, description, population)
