INSERT INTO ecole_periode_suivante
SELECT genre, debut, uai, projet, visites, utilisateurs, duree
FROM periode_suivante
WHERE dimension = 'total'
