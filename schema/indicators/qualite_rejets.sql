-- Marqueurs refusés par jour de réception, projet et motif, et leur part de ce que le projet a envoyé ce jour-là.
CREATE OR REPLACE VIEW qualite_rejets AS
WITH (SELECT (groupArray(projet), groupArray(nom)) FROM nom_projet) AS noms, (SELECT (groupArray(code), groupArray(libelle)) FROM libelle_verdict) AS libelles
SELECT jour, projet, nom_projet, motif.1 AS verdict, motif.2 AS n, n / tous AS part, transform(verdict, libelles.1, libelles.2, '') AS libelle
FROM
(
    SELECT jour, projet, tous, multiIf(projet = '?', 'projet inconnu', transform(toString(projet), noms.1, noms.2, '') AS nom = '', projet, nom) AS nom_projet,
        arrayReduce('sumMap', [motifs.1], [motifs.2]) AS sommes, arrayZip(arrayMap(v -> toString(v), sommes.1), sommes.2) AS sommees
    FROM
    (
        SELECT recu AS jour, projet, sum(r.n) AS tous, groupArrayIf((verdict, r.n), verdict != 'compte') AS motifs
        FROM recu AS r
        WHERE recu BETWEEN {du:Date} AND {au:Date} AND ({projet:String} = '' OR projet = {projet:String})
          AND ({genre:String} != '' OR {code_academie:String} = '' OR {code_departement:String} = '' OR {circonscription:String} = ''
               OR {code_commune:String} = '' OR {uai:String} = '' OR {degre:String} = '' OR {secteur:String} = '')
        GROUP BY jour, projet
    )
    WHERE notEmpty(motifs)
)
ARRAY JOIN sommees AS motif
