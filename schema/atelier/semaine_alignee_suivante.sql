-- Where the weeks of the school calendar are aligned before they are swapped in.
CREATE TABLE semaine_alignee_suivante AS semaine_alignee
