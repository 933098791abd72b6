-- `semaine_publiee` holds it, in another order.
DROP TABLE IF EXISTS historique
