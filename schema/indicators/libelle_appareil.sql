-- What each kind of device is called on screen.
CREATE OR REPLACE VIEW libelle_appareil AS
SELECT l.1 AS code, l.2 AS libelle FROM (SELECT arrayJoin([
    ('autreappareil', 'Autre appareil'),
    ('ordinateur', 'Ordinateur'),
    ('smartphone', 'Smartphone'),
    ('tablette', 'Tablette')]) AS l)
