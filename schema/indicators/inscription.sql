-- Schools that each projet declares, and from when: a school is in a projet at a date when depuis is not later. No
-- convention: since ever.
CREATE OR REPLACE VIEW inscription AS
SELECT DISTINCT projet, arrayJoin(etablissements) AS uai, ifNull(convention, toDate32('1900-01-01')) AS depuis
FROM projet FINAL
