-- Figures of a school in a projet over a period, kept without limit: counts only, no visitor in them. A row a dimension, in
-- which each code has its place: what adds up is added place by place, a hundred codes as fast as one. `periode` shows a row a code.
-- debut is the day, the Monday, the 1st of the month, 1 August. dimension and codes name the groups: ('total', ''), ('profil',
-- 'ELEVE'), ('service', 'NOTES'), ('appareil', 'tablette'), ('os', 'ios'), ('navigateur', 'edge'), ('profil_appareil', 'ELEVE tablette'),
-- ('profil_service', 'ELEVE NOTES'). A code takes its place for good: one that is added goes last, or what is made of both is made again.
-- durees_par_code: milliseconds, the sum over the visits; of a service, the time spent in it.
-- A user is a distinct (projet, visiteur): users of one school add up over projets, never over schools, groups or periods.
CREATE TABLE IF NOT EXISTS groupe
(
    genre                 Enum8('jour' = 1, 'semaine' = 2, 'mois' = 3, 'annee' = 4),
    debut                 Date,
    uai                   LowCardinality(String),
    projet                LowCardinality(String),
    dimension             LowCardinality(String),
    codes                 Array(LowCardinality(String)),
    visites_par_code      Array(UInt64) CODEC(T64, ZSTD(1)),
    utilisateurs_par_code Array(UInt64) CODEC(T64, ZSTD(1)),
    durees_par_code       Array(UInt64) CODEC(T64, ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY (genre, debut)
ORDER BY (uai, projet, dimension)
SETTINGS index_granularity = 512
