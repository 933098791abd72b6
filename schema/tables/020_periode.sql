-- Figures of a school in a projet over a period, kept without limit: counts only, no visitor in them.
-- debut is the day, the Monday, the 1st of the month. dimension and code name the group: ('total', ''), ('profil', 'ELEVE'),
-- ('service', 'NOTES'), ('appareil', 'tablette'), ('os', 'ios'), ('navigateur', 'edge'), ('profil_appareil', 'ELEVE tablette'),
-- ('profil_service', 'ELEVE NOTES'). duree: milliseconds, the sum over the visits; of a service, the time spent in it.
-- A user is a distinct (projet, visiteur): users of one school add up over projets, never over schools, groups or periods.
CREATE TABLE IF NOT EXISTS periode
(
    genre        Enum8('jour' = 1, 'semaine' = 2, 'mois' = 3, 'annee' = 4),
    debut        Date,
    uai          LowCardinality(String),
    projet       LowCardinality(String),
    dimension    LowCardinality(String),
    code         LowCardinality(String),
    visites      UInt64 CODEC(ZSTD(1)),
    utilisateurs UInt64 CODEC(ZSTD(1)),
    duree        UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY (genre, debut)
ORDER BY (uai, projet, dimension, code)
