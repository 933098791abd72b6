-- Where the schools of the directory are counted before they are swapped in.
CREATE TABLE recensement_suivant AS recensement
