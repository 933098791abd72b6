-- Who was seen in a school over a period, under which profil: what exact users are counted from. Kept 13 months.
-- services, appareils, systemes, navigateurs: those of the person's visits, a bit for each code's number (bit 1 for code 1),
-- 0 for a school year, whose users are counted by profil alone.
CREATE TABLE IF NOT EXISTS presence
(
    genre       Enum8('jour' = 1, 'semaine' = 2, 'mois' = 3, 'annee' = 4),
    debut       Date,
    uai         LowCardinality(String),
    projet      LowCardinality(String),
    visiteur    UInt64 CODEC(ZSTD(1)),
    profil      Enum8('ADMIN_VIE_SCOL_TECH' = 1, 'AUTRE' = 2, 'ELEVE' = 3, 'ENSEIGNANT' = 4, 'PARENT' = 5),
    services    UInt32 CODEC(ZSTD(1)),
    appareils   UInt8 CODEC(ZSTD(1)),
    systemes    UInt8 CODEC(ZSTD(1)),
    navigateurs UInt16 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY (genre, debut)
ORDER BY (uai, projet, visiteur, profil)
