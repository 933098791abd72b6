-- As long as those of `marker`: what is counted must come back, or not, with it.
ALTER TABLE recu MODIFY SETTING non_replicated_deduplication_window = 30000
