-- Where the totals of a period are written before they are swapped in.
CREATE TABLE ecole_periode_suivante AS ecole_periode
