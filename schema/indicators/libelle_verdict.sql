-- What each reason of a rejection is called on screen.
CREATE OR REPLACE VIEW libelle_verdict AS
SELECT l.1 AS code, l.2 AS libelle FROM (SELECT arrayJoin([
    ('champ_manquant', 'Champ manquant'),
    ('projet_inconnu', 'Projet inconnu'),
    ('ecole_de_test', 'École de test'),
    ('uai_malforme', 'UAI mal formé'),
    ('uai_cle', 'Lettre de contrôle de l''UAI fausse'),
    ('uai_inconnu', 'UAI absent de l''annuaire'),
    ('profil_inconnu', 'Profil inconnu'),
    ('service_inconnu', 'Service inconnu'),
    ('action_inconnue', 'Action inconnue'),
    ('type_outil', 'TYPE et OUTIL en désaccord'),
    ('age_hors_bornes', 'Marqueur de plus de 48 heures'),
    ('robot', 'Robot'),
    ('jour_purge', 'Jour déjà purgé')]) AS l)
