-- Where the directory is placed before it is swapped in; periods are made by it.
CREATE TABLE ecole_placee_suivante AS ecole_placee
