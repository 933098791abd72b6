-- What a rebuild makes of each person's markers, in one pass; the two views below spread it and nothing is kept here.
-- visites: the markers of each visit, as (t in ms, service, appareil, os, navigateur). doublons: (day of reception, ±1).
CREATE TABLE reconstruction
(
    jour     Date,
    uai      LowCardinality(String),
    projet   LowCardinality(String),
    visiteur UInt64,
    profil   Int8,
    visites  Array(Array(Tuple(Int64, Int8, Int8, Int8, Int8))),
    doublons Array(Tuple(Date, Int8))
)
ENGINE = Null
