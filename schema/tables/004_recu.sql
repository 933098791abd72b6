-- What was judged, counted: the ledger's first half. recu is the day of reception in Paris; jour and tranche are the
-- marker's own (1970-01-01 for a refused one); champ names the field that was missing. generation rises with each replay, so that a rebuild sees one happened.
CREATE TABLE IF NOT EXISTS recu
(
    recu       Date,
    projet     LowCardinality(String),
    jour       Date,
    tranche    Enum8('journee' = 1, 'matin' = 2, 'soir' = 3),
    verdict    Enum8('compte' = 0, 'champ_manquant' = 1, 'projet_inconnu' = 2, 'ecole_de_test' = 3, 'uai_malforme' = 4,
                     'uai_cle' = 5, 'uai_inconnu' = 6, 'profil_inconnu' = 7, 'service_inconnu' = 8, 'action_inconnue' = 9,
                     'type_outil' = 10, 'age_hors_bornes' = 11, 'robot' = 12, 'jour_purge' = 13),
    champ      LowCardinality(String),
    generation UInt32,
    n          UInt64
)
ENGINE = SummingMergeTree(n)
PARTITION BY toYYYYMM(recu)
ORDER BY (recu, projet, jour, tranche, verdict, champ, generation)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
