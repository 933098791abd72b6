-- Where each school of the scope is, as {niveau:String} says: 'departement', 'degre' (its département and degree), 'academie' (whose
-- columns of a département are empty), or nowhere. territoire: a number of the place but for its degree, which is 0 when it does not
-- matter. publique: an open public school of one of the two degrees.
CREATE OR REPLACE VIEW territoires_portee AS
SELECT uai,
    if({niveau:String} IN ('departement', 'degre'), code_departement, '') AS code_departement,
    if({niveau:String} IN ('departement', 'degre'), departement, '') AS departement,
    if({niveau:String} IN ('', 'projet'), '', code_academie) AS code_academie,
    if({niveau:String} IN ('', 'projet'), '', academie) AS academie,
    cityHash64(code_departement, departement, code_academie, academie) AS territoire,
    if({niveau:String} = 'degre', degre, toUInt8(0)) AS degre_du_lieu,
    ouvert AND secteur = 'PU' AND degre IN (1, 2) AS publique
FROM ecoles_portee(@portee)
