// A report on disk: its formats are written aside, all of them, and take their place once every one is whole.
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { unwritable } from '../export.ts'
import type { Format } from '../words.ts'
import { openArchive } from './archive.ts'
import { csvFiles } from './csv.ts'
import type { Rapport } from './model.ts'
import { reportXlsx } from './workbook.ts'

type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>
type File = { path: string; pieces: Pieces }

/** What files of a report are called, before their extension. */
export const reportName = ({ mois, niveau, code, territoire, provisoire, revision }: Rapport): string => {
  const place = slug(niveau === 'academie' ? territoire : `${niveau} ${code}`)
  const state = provisoire ? '_provisoire' : revision > 1 ? `_revision-${revision}` : ''
  return `rapport_${mois}_${place}${state}`
}

const slug = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

/** The file of a format; several for CSV, in a folder. */
export const formatFiles = (rapport: Rapport, format: Format): File[] => {
  const name = reportName(rapport)
  switch (format) {
    case 'pdf':
      return [{ path: `${name}.pdf`, pieces: pdf(rapport) }]
    case 'xlsx':
      return [{ path: `${name}.xlsx`, pieces: reportXlsx(rapport) }]
    case 'json':
      return [{ path: `${name}.json`, pieces: [`${JSON.stringify(rapport)}\n`] }]
    case 'csv':
      return csvFiles(rapport).map(({ nom, pieces }) => ({ path: join(`${name}_csv`, nom), pieces }))
  }
}

/** The format as one file, for a download: CSV as an archive. */
export const download = (rapport: Rapport, format: Format): { name: string; type: string; pieces: Pieces } => {
  const files = formatFiles(rapport, format)
  const [only] = files
  if (format !== 'csv' && only !== undefined) return { name: only.path, type: TYPES[format], pieces: only.pieces }
  return { name: `${reportName(rapport)}_csv.zip`, type: TYPES.csv, pieces: zipOf(files) }
}

const TYPES: Record<Format, string> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'application/zip',
  json: 'application/json; charset=utf-8',
}

async function* zipOf(files: readonly File[]): AsyncIterable<Uint8Array> {
  const archive = openArchive()
  for (const { path, pieces } of files) {
    const entry = archive.entry(path)
    for await (const piece of pieces) {
      entry.write(piece)
      yield* archive.written()
    }
    entry.end()
  }
  archive.end()
  yield* archive.written()
}

/** Drawing pages takes a quarter of a second to load: no other command waits for it. */
async function* pdf(rapport: Rapport): AsyncIterable<Uint8Array> {
  const { writePdf } = await import('./pdf/write.ts')
  yield* writePdf(rapport)
}

/** Writes the formats into the folder, which is made if needed; returns what is in it then: a name a format. */
export const writeReport = async (
  folder: string,
  rapport: Rapport,
  formats: readonly Format[],
  progress: (step: { done: number; of: number; doing: string }) => void = () => {},
): Promise<string[]> => {
  let aside: string | null = null
  try {
    mkdirSync(folder, { recursive: true })
    aside = mkdtempSync(join(folder, '.partiel-'))
    for (const [done, format] of formats.entries()) {
      progress({ done, of: formats.length, doing: `formats écrits (${format} en cours)` })
      for (const file of formatFiles(rapport, format)) await writePieces(join(aside, file.path), file.pieces)
    }
    const names = readdirSync(aside).sort()
    for (const name of names) {
      rmSync(join(folder, name), { recursive: true, force: true })
      renameSync(join(aside, name), join(folder, name))
    }
    return names
  } catch (error) {
    throw unwritable(folder, error)
  } finally {
    if (aside !== null) rmSync(aside, { recursive: true, force: true })
  }
}

const writePieces = async (path: string, pieces: Pieces): Promise<void> => {
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'w')
  try {
    for await (const piece of pieces) writeAll(file, typeof piece === 'string' ? Buffer.from(piece) : piece)
  } finally {
    closeSync(file)
  }
}

/** A disk that is nearly full takes part of a piece before it refuses the rest. */
const writeAll = (file: number, bytes: Uint8Array): void => {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
}
