INSERT INTO ecole_placee_suivante
SELECT uai, code_academie, code_departement, cle_circonscription, code_commune, degre, secteur, ici,
    arrayMap(t -> cityHash64(t), arrayFilter(t -> t.1 NOT IN ('circonscription', 'commune'), ici)),
    arrayMap(t -> cityHash64(t), arrayFilter(t -> t.1 IN ('circonscription', 'commune'), ici)),
    empreinte, recensee, academie, departement, publique, effectif, declarations
FROM lieu
