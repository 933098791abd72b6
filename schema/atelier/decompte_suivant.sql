-- Where a rebuild writes the counts of a month before it swaps them in.
CREATE TABLE decompte_suivant AS decompte_jour
