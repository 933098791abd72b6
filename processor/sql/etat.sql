-- What « mesure doctor » asks of the store. annee: the school year of today, as the calendar writes it.
SELECT
    toUnixTimestamp64Milli(now64(3)) AS maintenant,
    toUnixTimestamp64Milli(assumeNotNull((SELECT max(reconstruit) FROM jour_reconstruit))) AS derniere_ecriture,
    (SELECT count() FROM etablissement) AS ecoles,
    toString((SELECT toDate(max(importe)) FROM etablissement)) AS annuaire,
    (SELECT count() FROM projet) AS projets,
    (SELECT count() FROM effectif) AS effectifs,
    (SELECT count() FROM calendrier WHERE annee_scolaire = {annee:String}) AS conges
