-- Marqueurs refusés par jour de réception, projet et motif, et leur part de ce que le projet a envoyé ce jour-là.
CREATE OR REPLACE VIEW qualite_rejets AS
SELECT jour, projet, verdict, n, part,
    multiIf(
        verdict = 'champ_manquant', 'Champ manquant',
        verdict = 'projet_inconnu', 'Projet inconnu',
        verdict = 'ecole_de_test', 'École de test',
        verdict = 'uai_malforme', 'UAI mal formé',
        verdict = 'uai_cle', 'Lettre de contrôle de l''UAI fausse',
        verdict = 'uai_inconnu', 'UAI absent de l''annuaire',
        verdict = 'profil_inconnu', 'Profil inconnu',
        verdict = 'service_inconnu', 'Service inconnu',
        verdict = 'action_inconnue', 'Action inconnue',
        verdict = 'type_outil', 'TYPE et OUTIL en désaccord',
        verdict = 'age_hors_bornes', 'Marqueur de plus de 48 heures',
        verdict = 'robot', 'Robot',
        'Jour déjà purgé') AS libelle
FROM
(
    SELECT recu AS jour, projet, toString(verdict) AS verdict, sum(r.n) AS n, n / sum(n) OVER (PARTITION BY jour, projet) AS part
    FROM recu AS r
    WHERE recu BETWEEN {du:Date} AND {au:Date} AND ({projet:String} = '' OR projet = {projet:String})
      AND ({genre:String} != '' OR {code_academie:String} = '' OR {code_departement:String} = '' OR {circonscription:String} = ''
           OR {code_commune:String} = '' OR {uai:String} = '' OR {degre:String} = '' OR {secteur:String} = '')
    GROUP BY jour, projet, verdict
)
WHERE verdict != 'compte'
