-- Marqueurs refusés par jour de réception, projet et motif, et leur part de ce que le projet a envoyé ce jour-là.
CREATE OR REPLACE VIEW qualite_rejets AS
SELECT r.jour AS jour, r.projet AS projet,
    multiIf(r.projet = '?', 'projet inconnu', n.nom = '', r.projet, n.nom) AS nom_projet, r.verdict AS verdict, r.n AS n, r.n / r.tous AS part, l.libelle AS libelle
FROM
(
    SELECT jour, projet, tous, toString(motif.1) AS verdict, motif.2 AS n
    FROM
    (
        SELECT recu AS jour, projet, sum(r.n) AS tous, sumMapIf(map(verdict, r.n), verdict != 'compte') AS motifs
        FROM recu AS r
        WHERE recu BETWEEN {du:Date} AND {au:Date} AND ({projet:String} = '' OR projet = {projet:String})
          AND ({genre:String} != '' OR {code_academie:String} = '' OR {code_departement:String} = '' OR {circonscription:String} = ''
               OR {code_commune:String} = '' OR {uai:String} = '' OR {degre:String} = '' OR {secteur:String} = '')
        GROUP BY jour, projet
    )
    ARRAY JOIN motifs AS motif
) AS r
LEFT JOIN libelle_verdict AS l ON l.code = r.verdict
LEFT JOIN nom_projet AS n ON n.projet = r.projet
