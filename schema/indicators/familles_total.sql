-- Visites de services par famille, tous profils : des sommes de visites de services, où une visite compte autant de fois que de
-- services touchés.
CREATE OR REPLACE VIEW familles_total AS
SELECT debut, provisoire, famille, s.famille_libelle AS libelle, sum(s.visites) AS visites
FROM services(@portee) AS s
GROUP BY debut, provisoire, famille, s.famille_libelle
