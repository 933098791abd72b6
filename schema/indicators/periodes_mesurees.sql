-- The first days of the measured periods of the question, for what asks no more of them than that.
CREATE OR REPLACE VIEW periodes_mesurees AS
SELECT DISTINCT debut FROM periode_reconstruite WHERE genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}
