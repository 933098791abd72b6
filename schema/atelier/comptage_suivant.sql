-- Where the schools seen in some periods are counted before they are swapped in.
CREATE TABLE comptage_suivant AS comptage
