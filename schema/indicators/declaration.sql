-- The projets that declare each school, and from when.
CREATE OR REPLACE VIEW declaration AS
SELECT uai, arraySort(groupArray((toString(projet), depuis))) AS declarations
FROM inscription
GROUP BY uai
