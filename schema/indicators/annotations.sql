-- Annotations de la période qui concernent le périmètre : celles de son territoire, d'un territoire qui le contient, ou de partout.
CREATE OR REPLACE VIEW annotations AS
SELECT id, du, au, titre, texte, genre, niveau, territoire, a.projet AS projet, if(p.nom = '', a.projet, p.nom) AS nom_projet, lieu
FROM annotations_portee(@portee) AS a
LEFT JOIN nom_projet AS p ON p.projet = a.projet
