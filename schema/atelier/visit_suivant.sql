-- Where a rebuild writes the visits of a day before it swaps them in.
CREATE TABLE visit_suivant AS visit
