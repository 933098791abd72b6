-- Where the users of a period are written before they are swapped in.
CREATE TABLE utilisateurs_suivants AS utilisateurs_territoire
