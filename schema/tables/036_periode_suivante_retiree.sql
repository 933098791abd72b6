DROP TABLE periode_suivante
