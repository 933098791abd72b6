-- Where the sums of a period by territory are written before they are swapped in.
CREATE TABLE territoire_suivant AS territoire
