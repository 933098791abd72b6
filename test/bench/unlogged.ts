// The collector without its log: all that it does for a marker but keep it. What durability costs is the difference.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSecrets } from '../../collector/pseudonym.ts'
import { buildCollector } from '../../collector/server.ts'
import type { MarkerLog } from '../../log/log.ts'

const forgetful: MarkerLog = {
  shared: false,
  append: async () => {},
  next: async () => null,
  mark: async () => async () => true,
  scan: async function* () {},
  trim: async () => {},
  state: () => ({ writable: true, bytes: 0 }),
  close: async () => {},
}

const folder = mkdtempSync(join(tmpdir(), 'bench-'))
const app = buildCollector({
  log: forgetful,
  secrets: openSecrets(folder, true),
  limit: 0,
  snapshot: join(folder, 'reference.json'),
  now: Date.now,
  logger: false,
})
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
process.send?.('ready')
process.once('SIGTERM', () => process.exit())
process.once('disconnect', () => process.exit())
