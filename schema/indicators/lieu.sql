-- Where the directory puts each school: the territories whose figures are kept, and what they are summed by.
-- ici: the territories it is in, as `mesure_territoire` keys them: (niveau, territoire, degre, secteur). empreinte: changes when
-- the school moves; recensee, whenever it is counted otherwise, be it by its headcount or by who declares it.
CREATE OR REPLACE VIEW lieu AS
SELECT
    uai, code_academie, code_departement, circonscription, code_commune, degre, secteur, academie, departement, effectif, declarations,
    publique, cle_circonscription,
    arrayConcat(
        arrayFlatten(arrayMap(
            t -> arrayMap(s -> (t.1, t.2, s.1, s.2), arrayDistinct([('', ''), (d, ''), ('', s), (d, s)])),
            arrayFilter(t -> t.1 = 'france' OR t.2 != '', [
                ('france', ''), ('academie', toString(code_academie)), ('departement', toString(code_departement))]))),
        arrayMap(t -> (t.1, t.2, '', ''), arrayFilter(t -> t.2 != '', [
            ('circonscription', cle_circonscription), ('commune', toString(code_commune))]))) AS ici,
    cityHash64(uai, code_academie, code_departement, circonscription, code_commune, degre, secteur) AS empreinte,
    cityHash64(empreinte, academie, departement, publique, ifNull(toString(effectif), ''), declarations) AS recensee
FROM
(
    SELECT *,
        if(degre = 0, '', toString(degre)) AS d,
        toString(secteur) AS s
    FROM annuaire
    LEFT JOIN eleves USING (uai)
    LEFT JOIN declaration USING (uai)
)
