// A CSV of open data read by the names of its columns, whatever its separator, its encoding and the layout of the year.
// Promises: each line is read or refused with its number; a file of another kind is refused whole, naming what it lacks.
import { isUtf8 } from 'node:buffer'
import { type CsvError, type InfoRecord, parse } from 'csv-parse/sync'
import { Unusable } from '../../schema/folder.ts'
import { isUaiKeyRight, isUaiShaped, uaiLetter } from '../../schema/vocabulary.ts'

/** A line, or a part of a projet, that the import leaves out: where in its file, and why (a French sentence). */
export type Refusal = { place: string; reason: string }
export type Reading<Row> = { rows: { place: string; row: Row }[]; refused: Refusal[] }

/** One sort of reference data: how a file of it is read, and the table it goes to. A field is named as its column. */
export type Kind<Row> = {
  table: string
  columns: readonly (keyof Row & string)[]
  /** What the report calls the rows, in the plural. */
  label: string
  read: (file: string, bytes: Buffer) => Reading<Row>
  key: (row: Row) => string
  /** Of two rows of one key: below 0 keeps the first, above 0 the second, 0 leaves it to their text. Absent: the later is refused. */
  compare?: (a: Row, b: Row) => number
}

/** The columns of a file: the names each may bear, the first being the one to ask for. */
export type Layout<Name extends string> = {
  title: string
  advice: string
  required: Partial<Record<Name, readonly string[]>>
  optional?: Partial<Record<Name, readonly string[]>>
}

/** A name without its accents, case, spaces and punctuation: « Date de début » and `date_de_debut` are one. */
export const simplify = (name: string): string =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')

/** UTF-8 when the bytes are, else Windows-1252, as spreadsheets write it; the byte-order mark goes. */
export const decode = (bytes: Buffer): string =>
  isUtf8(bytes)
    ? new TextDecoder().decode(bytes)
    : bytes.toString('latin1').replace(/[\x80-\x9f]/g, (c) => WINDOWS[c.charCodeAt(0) - 0x80] as string)

/** 0x80 to 0x9F, where it differs from Latin-1. By hand: TextDecoder('windows-1252') of Node 20 decodes Latin-1. */
const WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

/** `readRow` gives the row, or the reason to refuse it; it reads a column by its name, '' when the file has none. */
export const readTable = <Name extends string, Row extends object>(
  file: string,
  bytes: Buffer,
  layout: Layout<Name>,
  readRow: (text: (name: Name) => string) => Row | string,
): Reading<Row> => {
  const csv = decode(bytes)
  const reading: Reading<Row> = { rows: [], refused: [] }
  let width = 0
  let places = new Map<Name, number>()
  let record: string[] = []
  const text = (name: Name): string => record[places.get(name) ?? -1]?.trim() ?? ''

  const readRecord = (fields: string[], { lines }: InfoRecord): null => {
    if (width === 0) {
      places = findColumns(file, fields, layout)
      width = fields.length
      return null
    }
    record = fields
    const row =
      fields.length === width
        ? readRow(text)
        : `la ligne a ${fields.length} colonnes, l'en-tête ${width} : un séparateur ou un guillemet manque ou est de trop`
    const place = `ligne ${lines}`
    if (typeof row === 'string') reading.refused.push({ place, reason: row })
    else reading.rows.push({ place, row })
    return null
  }
  try {
    parse(csv, { ...FORMAT, delimiter: findSeparator(csv), on_record: readRecord as never })
  } catch (error) {
    if (!(error as CsvError).code?.startsWith('CSV_')) throw error
    throw new Unusable(
      `${file} n'est pas un CSV lisible : un guillemet est mal fermé vers la ligne ${(error as CsvError).lines}. Corrigez-la, ou téléchargez le fichier à nouveau.`,
    )
  }
  if (width === 0) findColumns(file, [], layout)
  return reading
}

const FORMAT = {
  record_delimiter: ['\r\n', '\n'],
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
}

const findSeparator = (csv: string): string => {
  const header = csv.slice(0, csv.search(/\n|$/))
  const count = (separator: string) => header.split(separator).length
  return [';', ',', '\t'].reduce((best, separator) => (count(separator) > count(best) ? separator : best))
}

const findColumns = <Name extends string>(file: string, header: string[], layout: Layout<Name>): Map<Name, number> => {
  const found = new Map<Name, number>()
  const missing: string[] = []
  const simplified = header.map(simplify)
  for (const [name, names] of Object.entries({ ...layout.optional, ...layout.required }) as [Name, string[]][]) {
    const place = names.map((one) => simplified.indexOf(simplify(one))).find((index) => index >= 0)
    if (place !== undefined) found.set(name, place)
    else if (layout.required[name] !== undefined) missing.push(`« ${names[0]} »`)
  }
  if (missing.length > 0)
    throw new Unusable(
      `${file} n'est pas ${layout.title} : il y manque ${missing.length > 1 ? 'les colonnes' : 'la colonne'} ${missing.join(', ')}. ${layout.advice}`,
    )
  return found
}

/** Why a normalised UAI can't be that of a school of the directory; '' when it can. */
export const refuseUai = (uai: string): string => {
  if (uai === '') return "l'UAI est absent"
  if (!isUaiShaped(uai)) return `« ${uai} » n'est pas un UAI (7 chiffres et une lettre)`
  if (!isUaiKeyRight(uai)) return `l'UAI ${uai} a une lettre fausse : ${uaiLetter(uai.slice(0, 7))} attendu`
  return ''
}

/** `2022`, `2022-23`, `2022/2023` and `2022-2023` are the school year `2022-2023`; null when it is none. */
export const readRentree = (text: string): string | null => {
  const [, start, end] = /^(\d{4})(?:[-/](\d{4}|\d{2}))?$/.exec(text) ?? []
  if (start === undefined) return null
  const next = String(Number(start) + 1)
  return end === undefined || next.endsWith(end) ? `${start}-${next}` : null
}
