INSERT INTO ecole_periode_suivante
SELECT genre, debut, uai, projet, visites_par_code[1], utilisateurs_par_code[1], durees_par_code[1]
FROM groupe
WHERE @periodes AND dimension = 'total'
