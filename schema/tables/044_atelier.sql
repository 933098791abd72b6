-- What is made aside is no longer of the store's own tables: each process that rebuilds makes its own (schema/atelier/).
DROP TABLE IF EXISTS reconstruction_visit, reconstruction_doublon, reconstruction, visit_suivant, decompte_suivant,
    doublon_suivant, semaine_suivante, periode_suivante, groupe_suivant, ecole_periode_suivante, territoire_suivant,
    presence_suivante, utilisateurs_suivants, lieu_suivant
