-- The directory, a school a row, with what is read of its lines. nature_uai: as the open data names it. degre: 1 écoles, 2 collèges
-- and lycées, 0 what is neither. ouvert: the directory says OUVERT (« A FERMER » and « A OUVRIR » are not). publique: an open public
-- school of one of the two degrees. cle_circonscription: told from one of the same name elsewhere; empty when it is in none.
CREATE OR REPLACE VIEW annuaire AS
SELECT *,
    multiIf(code_nature IN (101, 103), 'Ecole maternelle',
            code_nature IN (151, 153, 162), 'Ecole élémentaire',
            code_nature IN (340, 350, 352), 'Collège',
            code_nature IN (300, 302, 306), 'Lycée',
            code_nature = 320, 'Lycée professionnel',
            libelle_nature) AS nature_uai,
    toUInt8(multiIf(code_nature BETWEEN 101 AND 162, 1, code_nature BETWEEN 300 AND 352, 2, 0)) AS degre,
    startsWith(upper(CAST(etat, 'String')), 'OUVERT') AS ouvert,
    ouvert AND secteur = 'PU' AND degre IN (1, 2) AS publique,
    if(circonscription = '', '', code_departement || ' ' || circonscription) AS cle_circonscription
FROM etablissement FINAL
