-- Le marquage de chaque projet : ce qui est rejeté parmi les marqueurs reçus dans la période, la part des visites qui ont des pages
-- hors service (PAGE_ENT), les établissements devenus silencieux.
CREATE OR REPLACE VIEW qualite_projets AS
SELECT q.debut AS debut, q.provisoire AS provisoire, q.projet AS projet, multiIf(q.projet = '?', 'projet inconnu', n.nom = '', q.projet, n.nom) AS nom_projet,
    q.visites AS visites, q.part_page_ent AS part_page_ent, q.recus AS recus, q.rejetes AS rejetes, q.part_rejets AS part_rejets, q.doublons AS doublons,
    if(s.debut = q.debut, toNullable(s.silencieuses), NULL) AS ecoles_silencieuses
FROM qualite_marqueurs(@portee) AS q
LEFT JOIN
(
    SELECT arrayJoin(e.projets) AS projet, any(e.debut) AS debut, sum(e.silencieuse) AS silencieuses
    FROM ecoles_suivies(@portee) AS e
    GROUP BY projet
) AS s ON s.projet = q.projet
LEFT JOIN nom_projet AS n ON n.projet = q.projet
