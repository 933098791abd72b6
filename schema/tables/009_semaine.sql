-- Weekly figures of a school in a projet, kept without limit: counts only, no visitor in them.
-- semaine is its Monday. dimension and code name the group: ('total', ''), ('profil', 'ELEVE'), ('service', 'NOTES'),
-- ('appareil', 'tablette'), ('os', 'ios'), ('navigateur', 'edge'), ('profil_appareil', 'ELEVE tablette').
-- A user is a distinct (projet, visiteur): users of one school add up over projets, never over schools or weeks.
-- duree: milliseconds, the sum over the visits.
CREATE TABLE IF NOT EXISTS semaine
(
    semaine      Date,
    uai          LowCardinality(String),
    projet       LowCardinality(String),
    dimension    LowCardinality(String),
    code         LowCardinality(String),
    visites      UInt64 CODEC(ZSTD(1)),
    utilisateurs UInt64 CODEC(ZSTD(1)),
    duree        UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY semaine
ORDER BY (uai, projet, dimension, code)
