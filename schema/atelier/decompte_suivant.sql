-- Where a rebuild writes the counts of a day before it swaps them in.
CREATE TABLE decompte_suivant AS decompte
