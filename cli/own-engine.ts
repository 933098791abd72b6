// An engine and what it does for commands, asked by its socket or in the process that opened it for one.
import { destroyPastSecrets, schoolYear } from '../collector/pseudonym.ts'
import type { Rapport } from '../dashboards/rapport/model.ts'
import type { Question } from '../dashboards/rapport/report.ts'
import { openLog } from '../log/open.ts'
import * as commands from '../processor/commands.ts'
import type { Command, Output, RunCommand } from '../processor/control.ts'
import { examine } from '../processor/doctor.ts'
import { type Engine, openEngine } from '../processor/engine.ts'
import { openFolder, Unusable } from '../schema/folder.ts'
import { assertMigrated, clusterOf, migrate } from '../schema/migrate.ts'
import { openStore } from '../schema/store.ts'
import { type Context, type Run, snapshotOf } from './engine.ts'
import type { Settings } from './settings.ts'

type EngineRun = (engine: Engine, command: Command, output: Output, settings: Settings) => Promise<number>

/** What only reads and writes figures is loaded when it is asked for. */
const ENGINE_COMMANDS: Record<string, EngineRun> = {
  import: commands.importCommand,
  process: commands.processCommand,
  export: async ({ store, now }, command, output) => {
    const { writeExport } = await import('../dashboards/export.ts')
    await writeExport(store, command.args, command.options, commands.daysOption(command), now(), output)
    return 0
  },
  rapport: async (engine, { options: { mois, territoire, revision } }, { write, progress }) => {
    const question = { mois: String(mois ?? ''), territoire: String(territoire ?? ''), ...revisionOption(revision) }
    await writeInPieces(JSON.stringify(await reportOf(engine, question, progress)), write)
    return 0
  },
  annotation: async ({ store, now }, { args, options }, { write }) => {
    const { annotate } = await import('../dashboards/annotation.ts')
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
export const reportOf = async (
  engine: Engine,
  question: Question,
  progress: Output['progress'] = () => {},
): Promise<Rapport> => {
  const { makeReport } = await import('../dashboards/rapport/report.ts')
  return engine.reading(() => makeReport(engine.store, question, engine.now(), { progress }))
}

/** Of what crosses the engine's socket as one line. */
const PIECE = 1 << 16
const writeInPieces = async (text: string, write: Output['write']): Promise<void> => {
  for (let at = 0; at < text.length; at += PIECE) await write(text.slice(at, at + PIECE))
}

export const runIn =
  (engine: Engine, settings: Settings): RunCommand =>
  (command, output) =>
    (ENGINE_COMMANDS[command.name] as EngineRun)(engine, command, output, settings)

export const runApart: Run = async (command, context) => {
  const { engine, close } = await openOwnEngine(context)
  try {
    return await runIn(engine, context.settings)(command, context.output)
  } finally {
    await close()
  }
}

/** The store alone: the log may not be there yet. */
export const migrateStore = async ({ settings: { data, storeUrl }, output }: Context): Promise<number> => {
  openFolder(data)
  const store = await openStore(storeUrl)
  try {
    await migrate(store, clusterOf(storeUrl), output.say)
  } finally {
    await store.close()
  }
  return 0
}

/** A store of one machine is brought to this version; one that others use too, by `migrate` alone. */
export const openOwnEngine = async ({ settings, now, output }: Context) => {
  const { data, storeUrl, logUrl, secrets } = settings
  openFolder(data)
  const store = await openStore(storeUrl)
  if (storeUrl.startsWith('chdb:')) await migrate(store, null, output.say)
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
