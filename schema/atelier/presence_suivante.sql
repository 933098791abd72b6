-- Where the presences of a period are written before they are swapped in.
CREATE TABLE presence_suivante AS presence
