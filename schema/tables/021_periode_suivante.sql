-- Where the figures of a period are written before they are swapped in.
CREATE TABLE periode_suivante AS periode
