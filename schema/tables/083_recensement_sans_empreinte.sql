-- Which directory was counted is told by `ecole_placee`, swapped in with it.
ALTER TABLE recensement DROP COLUMN IF EXISTS empreinte
