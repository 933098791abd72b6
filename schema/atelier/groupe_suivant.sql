-- Where the figures of a period are written before they are swapped in.
CREATE TABLE groupe_suivant AS groupe
