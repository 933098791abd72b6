// Commands that need the store: run by the engine of this data folder, or by one opened for them when none runs. Only then is
// what opens a store loaded: beside an engine, a command answers in a third of the time.
import { join, resolve } from 'node:path'
import { type Command, callEngine, type Output } from '../processor/control.ts'
import { Unusable } from '../schema/folder.ts'
import type { Settings } from './settings.ts'

/** What a command runs with, beside what was typed. */
export type Context = { settings: Settings; now: () => number; output: Output }
export type Run = (command: Command, context: Context) => Promise<number>

export const inEngine: Run = async (command, context) => {
  const code = await callEngine(context.settings.data, command, context.output)
  if (code !== null) return code
  const { migrateStore, runApart } = await import('./own-engine.ts')
  return command.name === 'migrate' ? migrateStore(context) : runApart(command, context)
}

/** `restore` puts log and store into the data folder: `backup` takes them from wherever they are on this machine. */
export const backupEmbedded: Run = async ({ name, args, options }, context) => {
  const { storeUrl, logUrl } = context.settings
  if (!storeUrl.startsWith('chdb:') || !logUrl.startsWith('lmdb:'))
    throw new Unusable('« mesure backup » sauve une machine seule : Kafka et ClickHouse ont leurs propres sauvegardes.')
  return inEngine({ name, args: args.map((folder) => resolve(folder)), options }, context)
}

/** Where the engine leaves the reference data that the collector answers `?verdict` by. */
export const snapshotOf = (data: string) => join(data, 'reference.json')
