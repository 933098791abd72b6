-- Of each period, the one before (avant) and the same last year (an): a day 52 weeks earlier, a week by the school calendar.
CREATE OR REPLACE VIEW periodes_comparees AS
SELECT debut,
    toDate(multiIf({genre:String} = 'jour', debut - 1, {genre:String} = 'semaine', debut - 7,
                   {genre:String} = 'mois', addMonths(debut, -1), addYears(debut, -1))) AS avant,
    toDate(multiIf({genre:String} = 'jour', debut - 364, {genre:String} = 'semaine', semaine_comparee, addYears(debut, -1))) AS an
FROM alignement(@portee)
