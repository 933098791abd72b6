// Commands that need the store: run by the engine of this data folder, or by one opened for them when none runs.
import { join } from 'node:path'
import { destroyPastSecrets } from '../collector/pseudonym.ts'
import { writeExport } from '../dashboards/export.ts'
import { openLog } from '../log/log.ts'
import * as commands from '../processor/commands.ts'
import { type Command, callEngine, type Output, type RunCommand } from '../processor/control.ts'
import { type Engine, openEngine } from '../processor/engine.ts'
import { openFolder } from '../schema/folder.ts'
import { migrate, openStore } from '../schema/store.ts'
import type { Settings } from './settings.ts'

/** What a command runs with, beside what was typed. */
export type Context = { settings: Settings; now: () => number; output: Output }
export type Run = (command: Command, context: Context) => Promise<number>

const ENGINE_COMMANDS: Record<string, commands.EngineCommand> = {
  import: commands.importCommand,
  process: commands.processCommand,
  export: async ({ store, now }, command, { write }) => {
    const question = { ...commands.daysOption(command), provisoire: command.options.provisoire === true, now: now() }
    await writeExport(store, command.args, question, write)
    return 0
  },
  ledger: commands.ledgerCommand,
  rebuild: commands.rebuildCommand,
  replay: commands.replayCommand,
  purge: commands.purgeCommand,
  // Whoever opens the engine has migrated the store first.
  migrate: async () => 0,
}

export const inEngine: Run = async (command, context) => {
  const code = await callEngine(context.settings.data, command, context.output)
  if (code !== null) return code
  const { engine, close } = await openOwnEngine(context)
  try {
    return await runIn(engine)(command, context.output)
  } finally {
    await close()
  }
}

export const runIn =
  (engine: Engine): RunCommand =>
  (command, output) =>
    (ENGINE_COMMANDS[command.name] as commands.EngineCommand)(engine, command, output)

export const openOwnEngine = async ({ settings, now }: Pick<Context, 'settings' | 'now'>) => {
  const { data, storeUrl, logUrl, secrets } = settings
  openFolder(data)
  const store = await openStore(storeUrl)
  await migrate(store)
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
