# What Python's clickhouse-connect reads over HTTP, as pandas does: rows, a parameter, an error of the engine.
import sys

import clickhouse_connect

host, port = sys.argv[1].split(':')
client = clickhouse_connect.get_client(host=host, port=int(port), database='mesure')
query = 'SELECT n, texte FROM essai WHERE n < {n:UInt32} ORDER BY n'
for n, texte in client.query(query, parameters={'n': 3}).result_rows:
    print(n, texte)
try:
    client.command('DROP TABLE essai')
except clickhouse_connect.driver.exceptions.DatabaseError as error:
    print(error)
