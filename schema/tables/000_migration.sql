-- Which of the numbered files of this folder the store has run.
CREATE TABLE IF NOT EXISTS migration
(
    nom      String,
    applique DateTime DEFAULT now()
)
ENGINE = MergeTree
ORDER BY nom
