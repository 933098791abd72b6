DROP TABLE semaine_suivante
