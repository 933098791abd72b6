-- One accepted marker a row, in the order of a person's day. Kept 40 days; a day is rebuilt from here.
-- age: reception = t + age. id: the marker's hashed id. Enumerations are numbered in the order of their codes as text,
-- which is the order of ties (design §3). fuseau numbers the school's time zone (schema/vocabulary.ts).
-- tranche: matin is before 08:00 local, soir from 19:00: what the rebuild of a day reads of the next and of the one before.
CREATE TABLE IF NOT EXISTS marker
(
    jour       Date,
    tranche    Enum8('journee' = 1, 'matin' = 2, 'soir' = 3),
    uai        LowCardinality(String),
    projet     LowCardinality(String),
    profil     Enum8('ADMIN_VIE_SCOL_TECH' = 1, 'AUTRE' = 2, 'ELEVE' = 3, 'ENSEIGNANT' = 4, 'PARENT' = 5),
    visiteur   UInt64 CODEC(ZSTD(1)),
    t          DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    age        UInt32 CODEC(ZSTD(1)),
    id         UInt64 CODEC(ZSTD(1)),
    service    Enum8('ABSENCES' = 1, 'ACCUEIL' = 2, 'ACTUALITES' = 3, 'CAHIER_LIAISON' = 4, 'CAHIER_TEXTES' = 5,
                     'COURRIER_ELECTRONIQUE' = 6, 'DOCUMENTATION_CDI' = 7, 'GESTION_COMPETENCES' = 8, 'GESTION_TEMPS' = 9,
                     'MANUEL_NUMERIQUE' = 10, 'MESSAGERIE_INSTANTANEE' = 11, 'NOTES' = 12, 'PAGE_ENT' = 13,
                     'PARCOURS_PEDAGOGIQUE' = 14, 'PRODUCTION_COLLABORATIVE' = 15, 'RESERVATION_SALLES_MATERIELS' = 16,
                     'RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT' = 17, 'RESSOURCE_DOCUMENTAIRE' = 18,
                     'RESSOURCE_MULTIMEDIA' = 19, 'RESSOURCE_ORIENTATION' = 20, 'RESSOURCE_PRODUCTION' = 21,
                     'RESSOURCE_REFERENCE_DICTIONNAIRE' = 22, 'SERVICES_VIE_SCOLAIRE' = 23, 'SERVICE_COLLECTIVITE' = 24,
                     'STOCKAGE_PARTAGE' = 25, 'VISIOCONFERENCE' = 26),
    appareil   Enum8('autreappareil' = 1, 'ordinateur' = 2, 'smartphone' = 3, 'tablette' = 4),
    os         Enum8('android' = 1, 'autreOS' = 2, 'chromeos' = 3, 'ios' = 4, 'linux' = 5, 'macos' = 6, 'windows' = 7),
    navigateur Enum8('autreNavigateur' = 1, 'chrome' = 2, 'chromeMobile' = 3, 'edge' = 4, 'firefox' = 5,
                     'huaweiBrowser' = 6, 'miuiBrowser' = 7, 'opera' = 8, 'safari' = 9, 'samsungBrowser' = 10),
    action     Enum8('clic' = 1, 'page' = 2),
    outil      LowCardinality(String),
    fuseau     UInt8
)
ENGINE = MergeTree
PARTITION BY (jour, tranche)
ORDER BY (uai, projet, profil, visiteur, t)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1
