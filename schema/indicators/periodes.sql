-- Périodes mesurées, de la première à la dernière demandée. Provisoire : un de ses jours n'est pas clos, ses chiffres peuvent
-- encore changer. Un jour se clôt 52 heures après sa fin, à 4 heures du matin.
CREATE OR REPLACE VIEW periodes AS
WITH (SELECT argMax(jours_clos, dit) FROM fraicheur) AS clos
SELECT
    debut,
    toDate(multiIf({genre:String} = 'jour', debut,
                   {genre:String} = 'semaine', debut + 6,
                   {genre:String} = 'mois', toLastDayOfMonth(debut),
                   addYears(debut, 1) - 1)) AS fin,
    toUInt8(ifNull(fin > clos, 1)) AS provisoire
FROM periodes_mesurees(@portee)
