// The collector, until it is told to stop.
import { openSecrets, schoolYear } from '../collector/pseudonym.ts'
import { buildCollector } from '../collector/server.ts'
import { openLog } from '../log/open.ts'
import { openFolder } from '../schema/folder.ts'
import { type Context, snapshotOf } from './engine.ts'
import { end, listen, openLogger } from './listen.ts'
import { stopSignal, until } from './stop.ts'

/** `ent`: also the pages of the invented ENT, which embed the tag. */
export const serveCollector = async (ent: boolean, { settings, now }: Context): Promise<number> => {
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
