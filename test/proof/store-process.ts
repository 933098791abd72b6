// The store of the tests as a process of its own, which can be killed: FOLDER PORT.
import { openStoreServer } from '../store-server.ts'

const [folder = '', port = '0'] = process.argv.slice(2)
const server = await openStoreServer(folder, { port: Number(port) })
process.stdout.write(`${server.url}\n`)
process.once('SIGTERM', async () => {
  await server.close()
  process.exit(0)
})
