-- What a rebuild makes of each person's markers, in one pass; the two views below spread it and nothing is kept here.
-- visites: the markers of each visit, as (t in ms, service, appareil, os, navigateur). juges: of the day's own markers, (day of
-- reception, how many, doublons among them), to sum; of one pass with the visits, so that what is counted is what they hold.
CREATE TABLE reconstruction
(
    jour     Date,
    uai      LowCardinality(String),
    projet   LowCardinality(String),
    visiteur UInt64,
    profil   Int8,
    visites  Array(Array(Tuple(Int64, Int8, Int8, Int8, Int8))),
    juges    Array(Tuple(Date, Int64, Int64))
)
ENGINE = Null
