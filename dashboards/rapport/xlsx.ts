// Sheets of typed cells as a workbook that any spreadsheet opens, in bounded memory and with the same bytes each time.
import { openArchive } from './archive.ts'
import type { Cellule, Genre } from './model.ts'
import { escapeXml, HEADER, MAIN, MASKED, partsAround, STYLE, XML } from './xlsx-parts.ts'

export type Feuille = {
  nom: string
  colonnes: readonly { titre: string; genre: Genre }[]
  lignes: Iterable<readonly Cellule[]> | AsyncIterable<readonly Cellule[]>
  /** Whether its header offers filters. */
  filtre: boolean
  /** Of the columns, in characters. */
  largeurs: readonly number[]
}

/** Rows turned into XML at once. */
const ROWS_A_PIECE = 500

/** `instant`: when its figures are from; what the workbook says of when it was made. */
export async function* writeXlsx(
  feuilles: readonly Feuille[],
  titre: string,
  instant: string | null,
): AsyncIterable<Uint8Array> {
  const archive = openArchive()
  const names = sheetNames(feuilles.map(({ nom }) => nom))
  for (const [path, text] of partsAround(names, titre, instant)) {
    const entry = archive.entry(path)
    entry.write(text)
    entry.end()
    yield* archive.written()
  }
  for (const [i, feuille] of feuilles.entries()) {
    const entry = archive.entry(`xl/worksheets/sheet${i + 1}.xml`)
    for await (const piece of sheetXml(feuille, i === 0)) {
      entry.write(piece)
      yield* archive.written()
    }
    entry.end()
  }
  archive.end()
  yield* archive.written()
}

/** At most 31 characters, none that a reference gives a meaning, none twice. */
const sheetNames = (names: readonly string[]): string[] => {
  const taken = new Set<string>()
  return names.map((name) => {
    const plain = name
      .replace(/[[\]:*?/\\']/g, ' ')
      .slice(0, 31)
      .trim()
    let free = plain
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${plain.slice(0, 28)} ${n}`
    taken.add(free.toLowerCase())
    return free
  })
}

async function* sheetXml({ colonnes, lignes, largeurs, filtre }: Feuille, first: boolean): AsyncIterable<string> {
  const last = columnName(colonnes.length - 1)
  const widths = largeurs.map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`)
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView${first ? ' tabSelected="1"' : ''} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>`
  const titres = colonnes.map(({ titre }) => titre)
  yield `<row r="1"${height(titres, largeurs)}>${titres.map((titre, i) => textCell(titre, `${columnName(i)}1`, HEADER)).join('')}</row>`
  let row = 1
  let piece = ''
  for await (const ligne of lignes) {
    row += 1
    piece += rowXml(ligne, row, colonnes, largeurs)
    if (row % ROWS_A_PIECE > 0) continue
    yield piece
    piece = ''
  }
  yield `${piece}</sheetData>${filtre ? `<autoFilter ref="A1:${last}${row}"/>` : ''}<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>`
}

const rowXml = (
  ligne: readonly Cellule[],
  row: number,
  colonnes: Feuille['colonnes'],
  largeurs: readonly number[],
): string => {
  let cells = ''
  for (const [i, cell] of ligne.entries())
    cells += cellXml(cell, `${columnName(i)}${row}`, colonnes[i]?.genre ?? 'texte')
  return `<row r="${row}"${height(ligne, largeurs)}>${cells}</row>`
}

/** Of a line of Arial 10, in points. */
const LINE = 13

/** Some readers fit a row to what wraps in it, others show the height that is written: this one, or a single line. */
const height = (ligne: readonly Cellule[], largeurs: readonly number[]): string => {
  let most = 1
  for (const [i, cell] of ligne.entries())
    if (typeof cell === 'string') most = Math.max(most, linesOf(cell, largeurs[i] ?? 12))
  return most === 1 ? '' : ` ht="${most * LINE}"`
}

/** Lines that a text takes in a column, broken between words. */
const linesOf = (text: string, column: number): number => {
  // A text stands one in.
  const width = column - 1
  if (widthOf(text) <= width) return 1
  let [lines, at] = [1, 0]
  for (const word of text.split(' ')) {
    const long = widthOf(word)
    if (at > 0 && at + 1 + long > width) {
      lines += 1
      at = 0
    }
    at += (at > 0 ? 1 : 0) + long
    lines += Math.max(0, Math.ceil(at / width) - 1)
    at = at % width || at
  }
  return lines
}

/** In characters, as columns are measured: a capital is wider than the figure that they are counted in. */
export const widthOf = (text: string): number => text.length + (text.match(/\p{Lu}/gu)?.length ?? 0) * 0.25

const cellXml = (cell: Cellule, ref: string, genre: Genre): string => {
  if (cell === null) return ''
  if (typeof cell === 'object') return textCell(cell.masque, ref, MASKED)
  if (genre === 'oui') return textCell(cell === 1 ? 'oui' : 'non', ref, STYLE.oui)
  if (typeof cell === 'number') {
    // Durations are parts of a day.
    const value = genre === 'duree' ? cell / 86_400 : cell
    return `<c r="${ref}" s="${STYLE[genre]}"><v>${value}</v></c>`
  }
  if (genre === 'date') return `<c r="${ref}" s="${STYLE.date}"><v>${serial(cell)}</v></c>`
  if (genre === 'mois') return `<c r="${ref}" s="${STYLE.mois}"><v>${serial(`${cell}-01`)}</v></c>`
  return textCell(cell, ref, STYLE.texte)
}

/** Days since 30 December 1899, as spreadsheets count them. */
const serial = (jour: string): number => Date.parse(`${jour}T00:00:00Z`) / 86_400_000 + 25_569

const textCell = (text: string, ref: string, style: number): string =>
  `<c r="${ref}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`

export const columnName = (i: number): string =>
  (i >= 26 ? columnName(Math.floor(i / 26) - 1) : '') + String.fromCharCode(65 + (i % 26))
