-- The weeks of the school calendar in each académie of the directory, as it spells them, from half a year before the first holidays
-- to half a year after the last: a row for each of its zones (view alignement says by which rule).
-- an: the week of last year that it compares to; 1970-01-01 when the calendar doesn't tell. vacances: the holidays it is in, NULL in none.
-- empreinte: of the row.
CREATE TABLE IF NOT EXISTS semaine_alignee
(
    debut     Date,
    academie  LowCardinality(String),
    zone      LowCardinality(String),
    an        Date,
    vacances  Nullable(String),
    empreinte UInt64
)
ENGINE = MergeTree
ORDER BY (debut, academie, zone)
