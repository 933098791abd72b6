-- Where what the ministry published is summed by territory before it is swapped in.
CREATE TABLE publiee_territoire_suivante AS publiee_territoire
