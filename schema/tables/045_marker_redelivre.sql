-- A token is kept for each partition that an insert touches: those of one batch, each of whose markers may have its own, and
-- of the batches of other processes meanwhile. Forgotten, its rows would be taken again.
ALTER TABLE marker MODIFY SETTING non_replicated_deduplication_window = 30000
