-- What each profil is called on screen.
CREATE OR REPLACE VIEW libelle_profil AS
SELECT l.1 AS code, l.2 AS libelle FROM (SELECT arrayJoin([
    ('ELEVE', 'Élèves'),
    ('PARENT', 'Parents'),
    ('ENSEIGNANT', 'Enseignants'),
    ('ADMIN_VIE_SCOL_TECH', 'Administration, vie scolaire, technique'),
    ('AUTRE', 'Autres')]) AS l)
