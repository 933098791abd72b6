-- Where the directory puts each school: every territory whose figures are kept, and what territories are summed by.
-- ici: their names and codes, as `utilisateurs` keys them; empreinte: changes when the school moves.
CREATE OR REPLACE VIEW lieu AS
SELECT
    uai,
    code_academie,
    code_departement,
    toUInt8(ifNull(degre, 0)) AS degre,
    secteur,
    arrayFilter(x -> x.1 = 'france' OR NOT endsWith(x.2, ' ') AND x.2 != '', [
        ('france', ''),
        ('academie', toString(code_academie)),
        ('departement', toString(code_departement)),
        ('circonscription', code_departement || ' ' || circonscription),
        ('commune', toString(code_commune))]) AS ici,
    cityHash64(uai, code_academie, code_departement, circonscription, code_commune, degre, secteur) AS empreinte
FROM ecole
