// What the engine does for a command, in its own process or in the one that runs beside it.
import { z } from 'zod'
import { Unusable } from '../schema/folder.ts'
import type { Ledger } from '../schema/ledger.ts'
import { backup, type RestoredSecrets, type RestoreOptions, restore } from './backup.ts'
import type { Command, Output } from './control.ts'
import type { Engine } from './engine.ts'
import { importReference } from './reference/import.ts'
import { IMPORTED, type ReferenceKind } from './reference/kinds.ts'
import { importOpendata } from './reference/opendata.ts'

export type EngineCommand = (engine: Engine, command: Command, output: Output) => Promise<number>

/** A day given on the command line. */
export const dayOption = ({ options }: Command, name: string): string => {
  const day = options[name]
  if (!z.iso.date().safeParse(day).success) throw new Unusable(`--${name} doit être une date, comme 2026-10-24.`)
  return day as string
}

/** The days of `--du` and `--au`, in order. */
export const daysOption = (command: Command): { du: string; au: string } => {
  const [du, au] = [dayOption(command, 'du'), dayOption(command, 'au')]
  if (du > au) throw new Unusable(`--du ${du} vient après --au ${au} : inversez-les.`)
  return { du, au }
}

export const importCommand: EngineCommand = async (engine, { args: [kind, ...files] }, output) => {
  if (!(IMPORTED as readonly (string | undefined)[]).includes(kind))
    throw new Unusable(`« mesure import » attend ${IMPORTED.join(', ')} ; pas « ${kind ?? ''} ».`)
  if (files.length === 0) throw new Unusable(`Donnez au moins un fichier à « mesure import ${kind} ».`)
  const report = (line: string) => output.write(`${line}\n`)
  await engine.withReference(() =>
    kind === 'opendata'
      ? importOpendata(engine.store, files, engine.now(), report, output.progress)
      : importReference(engine.store, kind as ReferenceKind, files, engine.now(), report),
  )
  return 0
}

export const processCommand: EngineCommand = async (engine, _command, output) => {
  await engine.processAll(output.progress)
  return 0
}

export const rebuildCommand: EngineCommand = async (engine, command, output) => {
  const { du, au } = daysOption(command)
  const days = await engine.rebuildBetween(du, au, output.progress)
  await output.write(`${days} jours reconstruits du ${du} au ${au}.\n`)
  return 0
}

export const replayCommand: EngineCommand = async (engine, command, output) => {
  const days = daysOption(command)
  const markers = await engine.replay(days)
  await engine.rebuildDirty(output.progress)
  await output.write(
    `${markers} marqueurs reçus du ${days.du} au ${days.au} jugés à nouveau, leurs jours reconstruits.\n`,
  )
  return 0
}

export const purgeCommand: EngineCommand = async (engine, _command, output) => {
  const said = await engine.purgeNow()
  for (const sentence of said.length > 0 ? said : ["Rien n'a passé son temps : rien n'est effacé."])
    await output.write(`${sentence}\n`)
  return 0
}

export const backupCommand = async (
  engine: Engine,
  { args: [folder], options }: Command,
  { write, progress }: Output,
  secrets: string,
): Promise<number> => {
  if (folder === undefined) throw new Unusable('Donnez à « mesure backup » le dossier à faire.')
  const withSecrets = options.secrets === true
  const { fait, fichiers } = await backup(engine, folder, { folder: secrets, all: withSecrets }, progress)
  const bytes = Object.values(fichiers).reduce((sum, size) => sum + size, 0)
  await write(
    `Sauvegarde faite dans ${folder} : ce qui était reçu le ${fait}, ${Object.keys(fichiers).length} fichiers, ${Math.ceil(bytes / 1e6)} Mo.\n${
      withSecrets
        ? 'Elle contient les secrets : gardez-la comme eux, et détruisez-la avant le 1er septembre.'
        : 'Les secrets annuels n’y sont pas : sauvez-les ailleurs, ou donnez --secrets.'
    }\n`,
  )
  return 0
}

export const restoreCommand = async (
  { args: [folder], options }: Command,
  { write, progress }: Output,
  { data, deposited, ...clock }: { data: string; deposited: string | null } & Omit<RestoreOptions, 'secrets'>,
): Promise<number> => {
  if (folder === undefined) throw new Unusable('Donnez à « mesure restore » le dossier de la sauvegarde.')
  const secrets: RestoredSecrets =
    options['sans-secrets'] === true
      ? 'none'
      : typeof options.secrets === 'string'
        ? { from: options.secrets }
        : deposited === null
          ? null
          : { deposited }
  const { fait } = await restore(folder, data, { secrets, ...clock }, progress)
  await write(
    `Restauré dans ${data} : ce qui était reçu le ${fait}.\n${
      secrets === 'none' ? 'Sans les secrets : les personnes vues depuis la rentrée compteront à nouveau.\n' : ''
    }`,
  )
  return 0
}

export const ledgerCommand: EngineCommand = async (engine, { options }, output) => {
  const ledger = await engine.ledger()
  await output.write(options.json === true ? `${JSON.stringify(ledger)}\n` : ledgerTable(ledger))
  return ledger.ferme ? 0 : 1
}

const COLUMNS = ['Jour', 'Projet', 'Reçus', 'Comptés', 'Doublons', 'En attente', 'Rejetés']

const ledgerTable = ({ ferme, lignes }: Ledger): string => {
  const rows = lignes.map(({ jour, projet, recus, comptes, doublons, enAttente, rejetes }) => [
    jour,
    projet,
    ...[recus, comptes, doublons, enAttente].map(String),
    Object.entries(rejetes)
      .map(([reason, n]) => `${reason} ${n}`)
      .join(', '),
  ])
  const widths = COLUMNS.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const text = [COLUMNS, ...rows].map((row) =>
    row
      .map((cell, column) =>
        column > 1 && column < 6 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
  const verdict = ferme
    ? 'Le registre est clos : tout marqueur reçu est compté, doublon, rejeté ou en attente.'
    : 'Le registre ne se referme pas : des marqueurs manquent ou comptent deux fois.'
  return `${[...text, verdict].join('\n')}\n`
}
