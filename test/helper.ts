// Builds a whole install for one test, on a temporary folder with the real log and the real engine, and takes it down.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { destroyPastSecrets, openSecrets } from '../collector/pseudonym.ts'
import { collectFile, type Kept, type RecordedRequest } from '../collector/recorded.ts'
import { exportOpendata } from '../dashboards/opendata.ts'
import type { MarkerLog } from '../log/log.ts'
import { openLog } from '../log/open.ts'
import { openEngine } from '../processor/engine.ts'
import { importReference } from '../processor/reference/import.ts'
import type { ReferenceKind } from '../processor/reference/kinds.ts'
import type { Ledger } from '../schema/ledger.ts'
import { migrate } from '../schema/migrate.ts'
import type { OpendataSet } from '../schema/opendata.ts'
import { openStore } from '../schema/store.ts'
import { copyPrepared } from './prepared.ts'
import { openStoreServer } from './store-server.ts'

export type Recorded = RecordedRequest

/** A Wednesday afternoon: what `now` is unless a test says so. */
export const NOW = Date.parse('2026-11-25T14:00:00Z')

const makeStore = async (folder: string): Promise<void> => {
  const store = await openStore(`chdb:${folder}`)
  await migrate(store).finally(() => store.close())
}
/** A store of this version in that folder, with nothing in it, to be opened. */
export const placeStore = (folder: string): Promise<void> => copyPrepared('store', folder, makeStore)

type Options = {
  now?: number
  /** The store is a server's, spoken to by HTTP. */
  http?: boolean
  /** Another log than the embedded one. */
  logUrl?: string | undefined
  /** Where what `leaveIn` left is, to go on from; a new folder otherwise. It is removed with the rest. */
  left?: string
}

export const openInstall = async ({ now = NOW, http = false, logUrl, left }: Options = {}) => {
  const folder = left ?? mkdtempSync(join(tmpdir(), 'mesure-'))
  if (left === undefined) await placeStore(join(folder, 'store'))
  const clock = () => now
  const server = http ? await openStoreServer(join(folder, 'store')) : null
  const storeUrl = server?.url ?? `chdb:${join(folder, 'store')}`
  const store = await openStore(storeUrl)
  // Left open, it would refuse the next install, and hide what went wrong here.
  await migrate(store).catch(async (error) => {
    await store.close()
    await server?.close()
    throw error
  })
  const log = await openLog(logUrl ?? `lmdb:${join(folder, 'log')}`, clock)
  const secrets = join(folder, 'secrets')
  const engine = await openEngine({
    log,
    store,
    destroyPastSecrets: (at) => destroyPastSecrets(secrets, at),
    snapshot: join(folder, 'reference.json'),
    now: clock,
  })

  const importText = (kind: ReferenceKind, text: string) => {
    const file = join(folder, 'import')
    writeFileSync(file, text)
    return engine.withReference(() => importReference(store, kind, [file], now, () => {}))
  }

  const leave = async () => {
    await log.close()
    await store.close()
    await server?.close()
  }
  return {
    folder,
    storeUrl,
    store,
    log,
    engine,
    importText,
    importAnnuaireCsv: (text: string) => importText('annuaire', text),
    importProjets: (projets: unknown) => importText('projets', JSON.stringify(projets)),
    collect: (
      lines: readonly Recorded[],
      refuse = (_line: number, _reason: string) => {},
      to: MarkerLog = log,
    ): Promise<Kept> => {
      const file = join(folder, 'requests.jsonl')
      writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      return collectFile(file, to, openSecrets(secrets, true), now, refuse)
    },
    process: () => engine.processAll(),
    exportOpendata: async (set: OpendataSet, du: string, au: string, provisoire = false): Promise<string> => {
      let text = ''
      for await (const piece of exportOpendata(store, { set, du, au, provisoire, now })) text += piece
      return text
    },
    ledger: (): Promise<Ledger> => engine.ledger(),
    close: async () => {
      await leave()
      rmSync(folder, { recursive: true, force: true })
    },
    /** Closes it, its folder moved to `target`. */
    leaveIn: async (target: string) => {
      await leave()
      renameSync(folder, target)
    },
  }
}
