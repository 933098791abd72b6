-- By which directory, headcounts and declarations its schools were counted, as `territoires` (view periode_placee).
ALTER TABLE periode_reconstruite ADD COLUMN IF NOT EXISTS recensement UInt64 AFTER territoires
