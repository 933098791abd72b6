-- The directory of schools (annuaire de l'éducation): the last line imported of each UAI. None is ever deleted:
-- importe says when it was last seen in a file.
CREATE TABLE IF NOT EXISTS etablissement
(
    uai              String,
    nom              String,
    type             LowCardinality(String),
    secteur          LowCardinality(String),
    code_nature      UInt16,
    libelle_nature   LowCardinality(String),
    code_commune     LowCardinality(String),
    commune          String,
    code_departement LowCardinality(String),
    departement      LowCardinality(String),
    code_academie    LowCardinality(String),
    academie         LowCardinality(String),
    code_region      LowCardinality(String),
    region           LowCardinality(String),
    circonscription  String,
    ministere        LowCardinality(String),
    etat             LowCardinality(String),
    ouverture        Nullable(Date32),
    latitude         Nullable(Float64),
    longitude        Nullable(Float64),
    fuseau           UInt8,
    importe          DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(importe)
ORDER BY uai
