-- Where the figures of the territories of a period are written before they are swapped in.
CREATE TABLE mesures_suivantes AS mesure_territoire
