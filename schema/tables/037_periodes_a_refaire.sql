-- So that every period is made again, into `groupe`.
TRUNCATE TABLE periode_reconstruite
