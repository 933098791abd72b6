-- What verdicts depend on, by what schools are counted and weeks aligned, as rows that differ whenever something was written there: each insert has a
-- block number after those before it, which the parts that are merged keep.
SELECT table, max(max_block_number) AS dernier
FROM system.parts
WHERE active AND database = currentDatabase() AND table IN ('etablissement', 'projet', 'effectif', 'calendrier', 'purge', 'rejeu')
GROUP BY table
ORDER BY table
