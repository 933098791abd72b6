-- `groupe` holds them; the view `periode` shows them as before.
DROP TABLE IF EXISTS periode
