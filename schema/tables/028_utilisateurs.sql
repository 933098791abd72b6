-- Exact users of a period in a territory and a projet, frozen with their period: what stays once `presence` is purged.
-- niveau and territoire: ('france', ''), ('academie', code_academie), ('departement', code_departement),
-- ('circonscription', 'CODE_DEPARTEMENT NOM'), ('commune', code_commune), ('etablissement', uai). profil '': all of them.
-- They add up over projets, never over territories, profils or periods.
CREATE TABLE utilisateurs
(
    genre        Enum8('jour' = 1, 'semaine' = 2, 'mois' = 3, 'annee' = 4),
    debut        Date,
    niveau       LowCardinality(String),
    territoire   String,
    projet       LowCardinality(String),
    profil       LowCardinality(String),
    utilisateurs UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY (genre, debut)
ORDER BY (niveau, territoire, profil, projet)
