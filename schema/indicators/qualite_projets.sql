-- Le marquage de chaque projet : ce qui est rejeté parmi les marqueurs reçus dans la période, la part des visites qui ont des pages
-- hors service (PAGE_ENT), les établissements devenus silencieux.
CREATE OR REPLACE VIEW qualite_projets AS
SELECT q.*, if(s.debut = q.debut, toNullable(s.silencieuses), NULL) AS ecoles_silencieuses
FROM qualite_marqueurs(@portee) AS q
LEFT JOIN
(
    SELECT arrayJoin(splitByString(', ', projets)) AS projet, any(debut) AS debut, sum(silencieuse) AS silencieuses
    FROM etablissements(@portee)
    GROUP BY projet
) AS s ON s.projet = q.projet
