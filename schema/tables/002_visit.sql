-- One visit a row, swapped in by whole local days. services and durees go together: milliseconds in each service.
CREATE TABLE IF NOT EXISTS visit
(
    jour       Date,
    uai        LowCardinality(String),
    projet     LowCardinality(String),
    visiteur   UInt64 CODEC(ZSTD(1)),
    profil     Enum8('ADMIN_VIE_SCOL_TECH' = 1, 'AUTRE' = 2, 'ELEVE' = 3, 'ENSEIGNANT' = 4, 'PARENT' = 5),
    debut      DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    duree      UInt32 CODEC(ZSTD(1)),
    marqueurs  UInt32 CODEC(ZSTD(1)),
    services   Array(Enum8('ABSENCES' = 1, 'ACCUEIL' = 2, 'ACTUALITES' = 3, 'CAHIER_LIAISON' = 4, 'CAHIER_TEXTES' = 5,
                     'COURRIER_ELECTRONIQUE' = 6, 'DOCUMENTATION_CDI' = 7, 'GESTION_COMPETENCES' = 8, 'GESTION_TEMPS' = 9,
                     'MANUEL_NUMERIQUE' = 10, 'MESSAGERIE_INSTANTANEE' = 11, 'NOTES' = 12, 'PAGE_ENT' = 13,
                     'PARCOURS_PEDAGOGIQUE' = 14, 'PRODUCTION_COLLABORATIVE' = 15, 'RESERVATION_SALLES_MATERIELS' = 16,
                     'RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT' = 17, 'RESSOURCE_DOCUMENTAIRE' = 18,
                     'RESSOURCE_MULTIMEDIA' = 19, 'RESSOURCE_ORIENTATION' = 20, 'RESSOURCE_PRODUCTION' = 21,
                     'RESSOURCE_REFERENCE_DICTIONNAIRE' = 22, 'SERVICES_VIE_SCOLAIRE' = 23, 'SERVICE_COLLECTIVITE' = 24,
                     'STOCKAGE_PARTAGE' = 25, 'VISIOCONFERENCE' = 26)),
    durees     Array(UInt32) CODEC(ZSTD(1)),
    appareil   Enum8('autreappareil' = 1, 'ordinateur' = 2, 'smartphone' = 3, 'tablette' = 4),
    os         Enum8('android' = 1, 'autreOS' = 2, 'chromeos' = 3, 'ios' = 4, 'linux' = 5, 'macos' = 6, 'windows' = 7),
    navigateur Enum8('autreNavigateur' = 1, 'chrome' = 2, 'chromeMobile' = 3, 'edge' = 4, 'firefox' = 5,
                     'huaweiBrowser' = 6, 'miuiBrowser' = 7, 'opera' = 8, 'safari' = 9, 'samsungBrowser' = 10)
)
ENGINE = MergeTree
PARTITION BY jour
ORDER BY (uai, projet, visiteur, profil, debut)
