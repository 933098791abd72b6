-- Familles de services, version du plan 1 : à quoi sert un service. Communiquer et publier ; partager et produire ensemble ;
-- enseigner ; vie scolaire ; ressources ; autres.
CREATE OR REPLACE VIEW famille AS
SELECT service, famille, libelle
FROM
(
    SELECT f.1 AS famille, f.2 AS libelle, arrayJoin(f.3) AS service
    FROM
    (
        SELECT arrayJoin([
            ('communication_publication', 'Communication et publication',
                ['ACTUALITES', 'CAHIER_LIAISON', 'COURRIER_ELECTRONIQUE', 'MESSAGERIE_INSTANTANEE', 'VISIOCONFERENCE']),
            ('partage_collaboration', 'Partage et collaboration', ['STOCKAGE_PARTAGE', 'PRODUCTION_COLLABORATIVE']),
            ('pedagogie', 'Pédagogie', ['CAHIER_TEXTES', 'PARCOURS_PEDAGOGIQUE', 'GESTION_COMPETENCES']),
            ('vie_scolaire', 'Vie scolaire et organisation',
                ['ABSENCES', 'NOTES', 'GESTION_TEMPS', 'SERVICES_VIE_SCOLAIRE', 'SERVICE_COLLECTIVITE', 'RESERVATION_SALLES_MATERIELS']),
            ('ressources', 'Ressources',
                ['DOCUMENTATION_CDI', 'MANUEL_NUMERIQUE', 'RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT', 'RESSOURCE_DOCUMENTAIRE',
                 'RESSOURCE_MULTIMEDIA', 'RESSOURCE_ORIENTATION', 'RESSOURCE_PRODUCTION', 'RESSOURCE_REFERENCE_DICTIONNAIRE']),
            ('autres', 'Accueil et pages hors service', ['ACCUEIL', 'PAGE_ENT'])]) AS f
    )
)
