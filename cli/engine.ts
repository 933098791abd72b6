// Commands that need the store: run by the engine of this data folder, or by one opened for them when none runs.
import { join, resolve } from 'node:path'
import { destroyPastSecrets, schoolYear } from '../collector/pseudonym.ts'
import { annotate } from '../dashboards/annotation.ts'
import { writeExport } from '../dashboards/export.ts'
import type { Rapport } from '../dashboards/rapport/model.ts'
import { makeReport, type Question } from '../dashboards/rapport/report.ts'
import { openLog } from '../log/open.ts'
import * as commands from '../processor/commands.ts'
import { type Command, callEngine, type Output, type RunCommand } from '../processor/control.ts'
import { examine } from '../processor/doctor.ts'
import { type Engine, openEngine } from '../processor/engine.ts'
import { openFolder, Unusable } from '../schema/folder.ts'
import { assertMigrated, clusterOf, migrate } from '../schema/migrate.ts'
import { openStore } from '../schema/store.ts'
import type { Settings } from './settings.ts'

/** What a command runs with, beside what was typed. */
export type Context = { settings: Settings; now: () => number; output: Output }
export type Run = (command: Command, context: Context) => Promise<number>

type EngineRun = (engine: Engine, command: Command, output: Output, settings: Settings) => Promise<number>

const ENGINE_COMMANDS: Record<string, EngineRun> = {
  import: commands.importCommand,
  process: commands.processCommand,
  export: async ({ store, now }, command, output) => {
    await writeExport(store, command.args, command.options, commands.daysOption(command), now(), output)
    return 0
  },
  rapport: async (engine, { options: { mois, territoire, revision } }, { write, progress }) => {
    const question = { mois: String(mois ?? ''), territoire: String(territoire ?? ''), ...revisionOption(revision) }
    await writeInPieces(JSON.stringify(await reportOf(engine, question, progress)), write)
    return 0
  },
  annotation: async ({ store, now }, { args, options }, { write }) => {
    await annotate(store, args, options, now(), write)
    return 0
  },
  ledger: commands.ledgerCommand,
  rebuild: commands.rebuildCommand,
  replay: commands.replayCommand,
  purge: commands.purgeCommand,
  backup: async (engine, command, output, { storeUrl, secrets }) => {
    if (!storeUrl.startsWith('chdb:') || engine.log.copy === undefined)
      throw new Unusable(
        '« mesure backup » sauve une machine seule : Kafka et ClickHouse ont leurs propres sauvegardes.',
      )
    return commands.backupCommand(engine, command, output, secrets)
  },
  doctor: async ({ store, log, ledger, now }, _command, output) => {
    const found = await examine({ store, log, ledger, annee: schoolYear(now()), now: now() })
    await output.write(JSON.stringify(found))
    return 0
  },
  // A running engine migrated its store when it opened it.
  migrate: async () => 0,
}

const revisionOption = (revision: string | boolean | undefined): { revision?: number } => {
  if (revision === undefined) return {}
  if (!/^[1-9]\d{0,3}$/.test(String(revision))) throw new Unusable('--revision doit être un nombre, comme 2.')
  return { revision: Number(revision) }
}

/** A report of the latest figures, or as it was published. */
export const reportOf = (
  engine: Engine,
  question: Question,
  progress: Output['progress'] = () => {},
): Promise<Rapport> => engine.reading(() => makeReport(engine.store, question, engine.now(), { progress }))

/** Of what crosses the engine's socket as one line. */
const PIECE = 1 << 16
const writeInPieces = async (text: string, write: Output['write']): Promise<void> => {
  for (let at = 0; at < text.length; at += PIECE) await write(text.slice(at, at + PIECE))
}

export const inEngine: Run = async (command, context) => {
  const code = await callEngine(context.settings.data, command, context.output)
  if (code !== null) return code
  if (command.name === 'migrate') return migrateStore(context.settings)
  const { engine, close } = await openOwnEngine(context)
  try {
    return await runIn(engine, context.settings)(command, context.output)
  } finally {
    await close()
  }
}

/** `restore` puts log and store into the data folder: `backup` takes them from wherever they are on this machine. */
export const backupEmbedded: Run = async ({ name, args, options }, context) => {
  const { storeUrl, logUrl } = context.settings
  if (!storeUrl.startsWith('chdb:') || !logUrl.startsWith('lmdb:'))
    throw new Unusable('« mesure backup » sauve une machine seule : Kafka et ClickHouse ont leurs propres sauvegardes.')
  return inEngine({ name, args: args.map((folder) => resolve(folder)), options }, context)
}

export const runIn =
  (engine: Engine, settings: Settings): RunCommand =>
  (command, output) =>
    (ENGINE_COMMANDS[command.name] as EngineRun)(engine, command, output, settings)

/** The store alone: the log may not be there yet. */
const migrateStore = async ({ data, storeUrl }: Settings): Promise<number> => {
  openFolder(data)
  const store = await openStore(storeUrl)
  try {
    await migrate(store, clusterOf(storeUrl))
  } finally {
    await store.close()
  }
  return 0
}

/** A store of one machine is brought to this version; one that others use too, by `migrate` alone. */
export const openOwnEngine = async ({ settings, now }: Pick<Context, 'settings' | 'now'>) => {
  const { data, storeUrl, logUrl, secrets } = settings
  openFolder(data)
  const store = await openStore(storeUrl)
  if (storeUrl.startsWith('chdb:')) await migrate(store)
  else await assertMigrated(store)
  const log = await openLog(logUrl, now)
  const engine = await openEngine({
    log,
    store,
    destroyPastSecrets: (at) => destroyPastSecrets(secrets, at),
    snapshot: snapshotOf(data),
    now,
  })
  const close = async () => {
    await log.close()
    await store.close()
  }
  return { engine, close }
}

/** Where the engine leaves the reference data that the collector answers `?verdict` by. */
export const snapshotOf = (data: string) => join(data, 'reference.json')
