// The demonstration: an install of its own, on an invented académie, made again when its weeks no longer end today.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inventAcademie } from '../collector/demo/academie.ts'
import { loadDemo } from '../collector/demo/load.ts'
import { openSecrets } from '../collector/pseudonym.ts'
import { callEngine } from '../processor/control.ts'
import { importReference } from '../processor/reference/import.ts'
import { REFERENCE_KINDS } from '../processor/reference/kinds.ts'
import { openFolder, Unusable } from '../schema/folder.ts'
import type { Context } from './engine.ts'
import { openOwnEngine } from './own-engine.ts'
import { readSettings, urlOf } from './settings.ts'
import { start } from './start.ts'

const DEMO_LASTS_MS = 24 * 3600 * 1000

/** The invented install lives in a folder of its own; the processes that serve it read it from their environment. */
export const demo = async (script: string, { settings, now, output }: Context): Promise<number> => {
  process.env.DATA = join(settings.data, 'demo')
  const context = { settings: readSettings(process.env), now, output }
  await prepareDemo(context)
  return start(['collect', '--ent'], script, context)
}

/** Leaves in the data folder of these settings an invented install of today. */
const prepareDemo = async (context: Context): Promise<void> => {
  const { settings, now, output } = context
  const { data, webListen } = settings
  openFolder(data)
  if ((await callEngine(data, { name: 'migrate', args: [], options: {} }, output)) !== null)
    throw new Unusable(`La démonstration tourne déjà dans ${data} : ouvrez ${urlOf(webListen)}/`)
  const stamp = join(data, 'demo.json')
  if (now() - readStamp(stamp) < DEMO_LASTS_MS) return
  rmSync(data, { recursive: true, force: true })
  await makeDemo(context)
  writeFileSync(stamp, JSON.stringify({ fait: now() }))
}

const readStamp = (file: string): number => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).fait
  } catch {
    return Number.NaN
  }
}

const makeDemo = async (context: Context): Promise<void> => {
  const { settings, now, output } = context
  const { engine, close } = await openOwnEngine(context)
  const texts = inventAcademie()
  for (const kind of REFERENCE_KINDS) {
    const file = join(settings.data, `${kind}.${kind === 'projets' ? 'json' : 'csv'}`)
    writeFileSync(file, texts[kind])
    await engine.withReference(() => importReference(engine.store, kind, [file], now(), output.say))
  }
  const secrets = openSecrets(settings.secrets, true)
  await loadDemo(engine.log, secrets, now(), (done) => output.progress({ done, of: 0, doing: 'requêtes inventées' }))
  await engine.processAll(output.progress)
  await close()
}
