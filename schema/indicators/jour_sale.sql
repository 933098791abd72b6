-- Days to rebuild: what was judged of them is not what they were made of. A purged day is never rebuilt.
CREATE OR REPLACE VIEW jour_sale AS
SELECT * FROM jour_sale_portee(du = '1971-01-01', au = '2148-12-31')
