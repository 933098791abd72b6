// `mesure import`: reads files of reference data and writes what they hold over what the store has.
// Promises: nothing is written unless every file can be read; nothing is deleted; a second import changes nothing.
import { readFile } from 'node:fs/promises'
import { Unusable } from '../../schema/folder.ts'
import { field, insertLines, type Store } from '../../schema/store.ts'
import { annuaire } from './annuaire.ts'
import { calendrier } from './calendrier.ts'
import { effectifs } from './effectifs.ts'
import type { ReferenceKind } from './kinds.ts'
import { projets } from './projets.ts'
import type { Kind, Reading, Refusal } from './table.ts'

const KINDS = { annuaire, projets, effectifs, calendrier } satisfies Record<ReferenceKind, unknown>

/** `report` gets each refused line, then the counts. Throws `Unusable` on a file that can't be read or is of another kind. */
export const importReference = async (
  store: Store,
  kind: ReferenceKind,
  files: string[],
  now: number,
  report: (line: string) => void,
): Promise<void> => importFiles(store, KINDS[kind] as Kind<object>, files, now, report)

const importFiles = async <Row extends object>(
  store: Store,
  kind: Kind<Row>,
  files: string[],
  now: number,
  report: (line: string) => void,
): Promise<void> => {
  const readings: (readonly [string, Reading<Row>])[] = []
  for (const file of files) readings.push([file, kind.read(file, await readBytes(file))])

  const { lines, doubles, refused } = merge(kind, readings)
  for (const { place, reason } of refused) report(`${place} : ${reason}`)
  if (lines.length > 0) {
    const importe = new Date(now).toISOString().slice(0, -1)
    const values = lines.map((line) => `${line}\t${importe}\n`).join('')
    await insertLines(store, kind.table, [...kind.columns, 'importe'].join(', '), values)
  }
  report(`${kind.label} : ${lines.length} importés, ${doubles} en double écartés, ${refused.length} refus.`)
}

const readBytes = async (file: string): Promise<Buffer> => {
  try {
    return await readFile(file)
  } catch (error) {
    throw new Unusable(
      `Le fichier ${file} ne se lit pas (${(error as NodeJS.ErrnoException).code}). Vérifiez son chemin et ses droits.`,
    )
  }
}

/** One line a key, over all the files; which one is kept depends on what the lines hold, not on their order. */
const merge = <Row>(
  kind: Kind<Row>,
  readings: (readonly [string, Reading<Row>])[],
): { lines: string[]; doubles: number; refused: Refusal[] } => {
  const kept = new Map<string, { row: Row; line: string; place: string }>()
  const refused: Refusal[] = []
  let doubles = 0
  for (const [file, reading] of readings) {
    refused.push(...reading.refused.map(({ place, reason }) => ({ place: `${file}, ${place}`, reason })))
    for (const found of reading.rows) {
      const key = kind.key(found.row)
      const mine = { ...found, place: `${file}, ${found.place}`, line: lineOf(kind, found.row) }
      const other = kept.get(key)
      if (other === undefined) kept.set(key, mine)
      else if (kind.compare === undefined)
        refused.push({ place: mine.place, reason: `ce code est déjà décrit (${other.place}) : retirez l'un des deux` })
      else {
        doubles++
        const order = kind.compare(mine.row, other.row)
        if (order < 0 || (order === 0 && mine.line < other.line)) kept.set(key, mine)
      }
    }
  }
  return { lines: [...kept.values()].map(({ line }) => line), doubles, refused }
}

const lineOf = <Row>({ columns }: Kind<Row>, row: Row): string =>
  columns.map((column) => cell(row[column] as Cell)).join('\t')

type Cell = string | number | null | string[]
const cell = (value: Cell): string => {
  if (value === null) return '\\N'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return field(value)
  // Codes only, which need no escape.
  return `[${value.map((code) => `'${code}'`).join(',')}]`
}
