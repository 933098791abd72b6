-- Where the weekly figures are written before they are swapped in.
CREATE TABLE semaine_suivante AS semaine
