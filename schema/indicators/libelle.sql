-- What each coded group of `semaine`, and each reason of a rejection, is called on screen. Those that most questions read are views of
-- their own: to read all that is written here takes the engine some milliseconds each time.
CREATE OR REPLACE VIEW libelle AS
-- One literal: `values` has the engine work out each of its texts.
SELECT l.1 AS dimension, l.2 AS code, l.3 AS libelle FROM (SELECT arrayJoin([
    ('total', '', 'Total'),
    ('os', 'android', 'Android'),
    ('os', 'autreOS', 'Autre système'),
    ('os', 'chromeos', 'ChromeOS'),
    ('os', 'ios', 'iOS, iPadOS'),
    ('os', 'linux', 'Linux'),
    ('os', 'macos', 'macOS'),
    ('os', 'windows', 'Windows'),
    ('navigateur', 'autreNavigateur', 'Autre navigateur'),
    ('navigateur', 'chrome', 'Chrome'),
    ('navigateur', 'chromeMobile', 'Chrome mobile'),
    ('navigateur', 'edge', 'Edge'),
    ('navigateur', 'firefox', 'Firefox'),
    ('navigateur', 'huaweiBrowser', 'Navigateur Huawei'),
    ('navigateur', 'miuiBrowser', 'Navigateur MIUI'),
    ('navigateur', 'opera', 'Opera'),
    ('navigateur', 'safari', 'Safari'),
    ('navigateur', 'samsungBrowser', 'Samsung Internet')]) AS l)
UNION ALL SELECT 'profil', code, libelle FROM libelle_profil
UNION ALL SELECT 'service', code, libelle FROM libelle_service
UNION ALL SELECT 'appareil', code, libelle FROM libelle_appareil
UNION ALL SELECT 'verdict', code, libelle FROM libelle_verdict
