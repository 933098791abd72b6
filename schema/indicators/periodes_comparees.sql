-- Of each period, the one before (avant) and the same last year (an): a day 52 weeks earlier, a week by the school calendar.
CREATE OR REPLACE VIEW periodes_comparees AS
SELECT debut, toDate(debut - 7) AS avant, semaine_comparee AS an
FROM alignement(@portee)
WHERE {genre:String} = 'semaine'
UNION ALL
SELECT debut,
    toDate(multiIf({genre:String} = 'jour', debut - 1, {genre:String} = 'mois', addMonths(debut, -1), addYears(debut, -1))) AS avant,
    toDate(if({genre:String} = 'jour', debut - 364, addYears(debut, -1))) AS an
FROM periodes_mesurees(@portee)
WHERE {genre:String} != 'semaine'
