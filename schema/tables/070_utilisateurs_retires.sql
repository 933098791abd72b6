-- `utilisateurs_territoire` holds them, in another order.
DROP TABLE IF EXISTS utilisateurs
