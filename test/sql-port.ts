// The SQL port over a store that holds one small table, as a client of ClickHouse meets it.
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { serveClickhouse } from '../dashboards/clickhouse.ts'
import { openStore } from '../schema/store.ts'
import { openInstall } from './helper.ts'

/** `essai` has three rows: 1 é, 2 b, 3 c. `address` is HOST:PORT. */
export const openSqlPort = async () => {
  const install = await openInstall()
  await install.store.command({ query: 'CREATE TABLE essai (n UInt32, texte String) ENGINE = MergeTree ORDER BY n' })
  await install.store.command({ query: "INSERT INTO essai VALUES (1, 'é'), (2, 'b'), (3, 'c')" })
  const app = await serveClickhouse({
    open: (limits) => openStore(`chdb:${join(install.folder, 'store')}`, { readonly: true, limits }),
    database: 'mesure',
    logger: false,
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address = `127.0.0.1:${(app.server.address() as AddressInfo).port}`
  return {
    install,
    app,
    address,
    close: async () => {
      await app.close()
      await install.close()
    },
  }
}
