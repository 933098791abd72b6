-- What verdicts depend on, by what schools are counted and weeks aligned, and what the ministry published, as rows that differ whenever something
-- was written there: each insert into a partition has a block number after those before it, which the parts that are merged keep.
SELECT table, partition_id, max(max_block_number) AS dernier
FROM system.parts
WHERE active AND database = currentDatabase() AND table IN ('etablissement', 'projet', 'effectif', 'calendrier', 'purge', 'rejeu', 'semaine_publiee')
GROUP BY table, partition_id
ORDER BY table, partition_id
