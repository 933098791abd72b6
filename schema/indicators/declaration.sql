-- Schools that the projets of the scope declare, and from when: a school is in a projet at a date when depuis is not later.
-- depuis is Nullable so that a join leaves NULL, not 1970, at a school that no projet declares. No convention: since ever.
CREATE OR REPLACE VIEW declaration AS
SELECT DISTINCT
    projet,
    arrayJoin(etablissements) AS uai,
    toNullable(ifNull(convention, toDate32('1900-01-01'))) AS depuis
FROM projet FINAL
WHERE ({projet:String} = '' OR projet = {projet:String})
  AND ({code_departement:String} = ''
       OR uai IN (SELECT uai FROM ecole WHERE code_departement = {code_departement:String}))
