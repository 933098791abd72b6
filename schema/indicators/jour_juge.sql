-- What was judged of each local day and of the hours beside it that decide of it (design §3), by days that have markers of
-- their own. A rebuild remembers vus and generation; propres are the day's own markers.
CREATE OR REPLACE VIEW jour_juge AS
SELECT * FROM jour_juge_portee(du = '1971-01-01', au = '2148-12-31')
