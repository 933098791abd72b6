-- `departements` of all schools (degre ''), of each degree ('1', '2') and of what is neither ('0'), asked at once.
CREATE OR REPLACE VIEW departements_degres AS
SELECT * FROM territoires_deployes(@portee, niveau = 'degre')
