-- Visites de services par famille et par profil : des sommes de visites de services, où une visite compte autant de fois que
-- de services touchés. Une somme qui contiendrait une case masquée l'est aussi ; de chaque service deux au moins le sont, donc ici aussi.
CREATE OR REPLACE VIEW familles AS
SELECT debut, provisoire, famille, f.libelle AS libelle, profil, s.profil_libelle AS profil_libelle,
    if(countIf(s.masque != '') > 0, NULL, sum(s.visites)) AS visites,
    if(countIf(s.masque != '') > 0, 'secret', '') AS masque
FROM services_profils(@portee) AS s
INNER JOIN (SELECT DISTINCT famille, libelle FROM famille) AS f USING (famille)
GROUP BY debut, provisoire, famille, f.libelle, profil, s.profil_libelle
