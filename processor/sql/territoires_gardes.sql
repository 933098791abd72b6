-- Users of periods whose persons are purged: those that they have, beside visits that are made again.
INSERT INTO mesures_suivantes
SELECT genre, debut, niveau, territoire, degre, secteur, projet, dimension, code, 0, 0, utilisateurs
FROM mesure_territoire
WHERE @periodes AND utilisateurs > 0
