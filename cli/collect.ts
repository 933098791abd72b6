// The collector, until it is told to stop.
import { setFlagsFromString } from 'node:v8'
import { openSecrets, schoolYear } from '../collector/pseudonym.ts'
import { buildCollector } from '../collector/server.ts'
import { openLog } from '../log/open.ts'
import { openFolder } from '../schema/folder.ts'
import { type Context, snapshotOf } from './engine.ts'
import { end, listen, openLogger } from './listen.ts'
import { stopSignal, until } from './stop.ts'

/**
 * V8 sees most of what it makes wait for the disk, takes it for what stays, and comes to make it among its old objects: there it
 * dies as soon, but keeps all that it names alive until a full collection, a third of what a request costs.
 */
const NOTHING_IS_BORN_OLD = '--no-allocation-site-pretenuring'

/** `ent`: also the pages of the invented ENT, which embed the tag. */
export const serveCollector = async (ent: boolean, { settings, now }: Context): Promise<number> => {
  setFlagsFromString(NOTHING_IS_BORN_OLD)
  const signal = stopSignal()
  openFolder(settings.data)
  const log = await openLog(settings.logUrl, now)
  const secrets = openSecrets(settings.secrets, settings.makeSecrets)
  secrets.of(schoolYear(now()))
  const app = buildCollector({
    log,
    secrets,
    limit: settings.limit,
    snapshot: snapshotOf(settings.data),
    now,
    logger: openLogger('collecteur', settings),
  })
  if (ent) await app.register((await import('../collector/demo/ent.ts')).ent)
  await listen(app, settings.listen)
  process.send?.('ready')
  await until(signal)
  await end(app)
  await log.close()
  return 0
}
