// A table over as many pages as it takes: its header again on each, rows never cut, the last ones never alone.
import { setImmediate as breathe } from 'node:timers/promises'
import { ecrit, entier } from '../french.ts'
import type { Cellule, Colonne, Table } from '../model.ts'
import { lignesOf } from '../read-me.ts'
import {
  BLUE,
  BODY,
  BOTTOM,
  GREY,
  INK,
  LEFT,
  PALE,
  RIGHT,
  RULE,
  type Sheet,
  type Structure,
  type Style,
} from './sheet.ts'

type Column = Colonne & { index: number; width: number; x: number; right: boolean; head: string[] }

const LEADING = 1.24
const PADDING = 3
const GAP = 7
/** Before a text that follows numbers, which end where it would begin. */
const GAP_AFTER_NUMBERS = 16
/** More between columns of numbers, where there is room: « 137 20 530 » must not be read as one. */
const APART = 26
/** A longer word may be cut, so that a code does not take the room of everything else. */
const LONG_WORD = 90
/** A longer text is for several lines. */
const LONG_TEXT = 190
/** Of the title above the header. */
const CAPTION = 18
/** A table no higher is not cut: under half a page. */
const KEPT_WHOLE = 300
/** Under what is said of a table. */
export const AFTER_TABLE = 12
/** Rows that stay with the header, and with the end of the table. */
const TOGETHER = 3

/** `after`: of the notes that follow, which its end is kept with. */
export const drawTable = async (sheet: Sheet, parent: Structure, table: Table, after = 0): Promise<void> => {
  const wide = table.colonnes.filter(({ imprimee }) => imprimee).length > 8
  const cellStyle: Style = { size: wide ? 7.6 : 8.6 }
  const headStyle: Style = { font: 'semibold', size: wide ? 7.2 : 8, color: BLUE }
  const lineHeight = (cellStyle.size ?? 0) * LEADING
  const columns = layOut(sheet, table, cellStyle, headStyle)
  const headHeight = Math.max(...columns.map(({ head }) => head.length)) * (headStyle.size ?? 0) * LEADING + 2 * PADDING
  const rows = table.lignes.map((ligne) => rowOf(sheet, columns, ligne, cellStyle))
  const heightOf = (row: string[][]) => Math.max(...row.map((lines) => lines.length)) * lineHeight + 2 * PADDING
  const total = totalRow(table, columns)
  const definition: Style = { size: 7.6, color: GREY }
  const endHeight =
    (total === null ? 0 : lineHeight + 2 * PADDING) + 4 + sheet.heightOf(lignesOf(table), BODY, definition) + after

  const element = sheet.open(parent, 'Table')
  const heightOfRows = (from: number, to = rows.length) =>
    rows.slice(from, to).reduce((sum, row) => sum + heightOf(row), 0)
  const whole = CAPTION + headHeight + heightOfRows(0) + endHeight
  sheet.ensure(whole <= KEPT_WHOLE ? whole : CAPTION + headHeight + heightOfRows(0, TOGETHER))
  sheet.paragraph(element, table.titre, { type: 'Caption', font: 'semibold', size: 9.5, color: INK, after: 3 })

  const rules: number[] = []
  const closePage = () =>
    sheet.artifact(() => {
      sheet.doc.lineWidth(0.4).strokeColor(RULE)
      for (const y of rules.splice(0)) sheet.doc.moveTo(LEFT, y).lineTo(RIGHT, y)
      sheet.doc.stroke()
    })
  const shade = () => {
    const y = sheet.y
    sheet.artifact(() => {
      sheet.doc.rect(LEFT, y, BODY, headHeight).fill(PALE)
      sheet.doc
        .lineWidth(1)
        .strokeColor(BLUE)
        .moveTo(LEFT, y + headHeight)
        .lineTo(RIGHT, y + headHeight)
        .stroke()
    })
  }
  // On the line above the figures.
  const headLines = (column: Column) => {
    const above = headHeight - PADDING - column.head.length * (headStyle.size ?? 0) * LEADING
    drawCell(sheet, column, column.head, sheet.y + above, headStyle, LEADING)
  }

  const head = sheet.open(sheet.open(element, 'THead'), 'TR')
  shade()
  for (const column of columns) sheet.mark(head, 'TH', () => headLines(column), { scope: 'Column' })
  head.end()
  sheet.y += headHeight

  const body = sheet.open(element, 'TBody')
  for (const [i, row] of rows.entries()) {
    const left = rows.length - i
    const needed =
      left === TOGETHER && i > 0 ? heightOfRows(i) + endHeight : heightOf(row) + (left === 1 ? endHeight : 0)
    if (sheet.y + needed > BOTTOM) {
      closePage()
      sheet.newPage()
      await breathe()
      shade()
      sheet.artifact(() => columns.forEach(headLines))
      sheet.y += headHeight
    }
    const line = sheet.open(body, 'TR')
    for (const [c, column] of columns.entries())
      sheet.mark(
        line,
        c === 0 ? 'TH' : 'TD',
        () =>
          drawCell(
            sheet,
            column,
            row[c] ?? [],
            sheet.y + PADDING,
            styleOf(table.lignes[i]?.[column.index], cellStyle),
            LEADING,
          ),
        c === 0 ? { scope: 'Row' } : {},
      )
    line.end()
    sheet.y += heightOf(row)
    rules.push(sheet.y)
  }
  closePage()
  if (total !== null) {
    const foot = sheet.open(sheet.open(element, 'TFoot'), 'TR')
    const bold: Style = { ...cellStyle, font: 'semibold' }
    for (const [c, column] of columns.entries())
      sheet.mark(
        foot,
        c === 0 ? 'TH' : 'TD',
        () => drawCell(sheet, column, [total[c] ?? ''], sheet.y + PADDING, bold, LEADING),
        c === 0 ? { scope: 'Row' } : {},
      )
    foot.end()
    sheet.y += lineHeight + 2 * PADDING
  }
  element.end()
  sheet.y += 3
  sheet.paragraph(parent, lignesOf(table), { ...definition, after: AFTER_TABLE })
}

/** Nobody should take a hidden or unknown figure for one. */
const styleOf = (cell: Cellule | undefined, style: Style): Style =>
  cell === null || typeof cell === 'object' ? { ...style, color: GREY } : style

const drawCell = (sheet: Sheet, column: Column, lines: readonly string[], y: number, style: Style, leading: number) => {
  for (const [i, text] of lines.entries())
    if (text !== '')
      sheet.line(
        text,
        column.right ? column.x + column.width : column.x,
        y + i * (style.size ?? 0) * leading,
        style,
        column.right ? 'right' : 'left',
      )
}

const rowOf = (sheet: Sheet, columns: readonly Column[], ligne: readonly Cellule[], style: Style): string[][] =>
  columns.map(({ index, genre, width, right }) => {
    const text = ecrit(ligne[index] ?? null, genre)
    return right ? [text] : sheet.wrap(text, width, style)
  })

/** What adds up, when there is more than one thing to add. */
const totalRow = ({ lignes, totaux }: Table, columns: readonly Column[]): string[] | null => {
  if (lignes.length < 2 || columns.every(({ id }) => totaux[id] === undefined)) return null
  return columns.map(({ id }, c) => {
    const sum = totaux[id]
    return c === 0 ? 'Total' : sum === undefined ? '' : entier(sum)
  })
}

const isText = ({ genre }: Colonne): boolean => genre === 'texte' || genre === 'date' || genre === 'mois'

/** Each column by what it needs most first, then what is left to those of texts. */
const layOut = (sheet: Sheet, table: Table, cellStyle: Style, headStyle: Style): Column[] => {
  const printed = table.colonnes.flatMap((colonne, index) => (colonne.imprimee ? [{ ...colonne, index }] : []))
  const needs = printed.map((colonne) => {
    const values = table.lignes.map((ligne) => ecrit(ligne[colonne.index] ?? null, colonne.genre))
    const sum = table.totaux[colonne.id]
    if (sum !== undefined) values.push(entier(sum))
    const samples = longest(values)
    const value = Math.max(0, ...samples.map((text) => sheet.widthOf(text, cellStyle)))
    const word = Math.max(0, ...samples.map((text) => sheet.leastWidth(text, cellStyle)))
    const title = (lines: number) => sheet.leastWidth(colonne.titre, headStyle, lines)
    const least = Math.max(title(3), isText(colonne) ? Math.min(word, LONG_WORD) : value) + 1
    // What is first given to: whole words; then texts on one line, if not too long; then titles on two; then all on one.
    return [least, Math.max(least, Math.min(value, LONG_TEXT) + 1), Math.max(least, value + 1, title(2) + 1), value + 1]
  })
  const gaps = printed.map((colonne, c) => {
    const before = printed[c - 1]
    return before === undefined ? 0 : isText(colonne) && !isText(before) ? GAP_AFTER_NUMBERS : GAP
  })
  const free = BODY - sumOf(gaps) - 2 * PADDING
  let widths = needs.map(([least = 0]) => least)
  for (const step of [1, 2, 3]) {
    const wished = widths.map((width, c) => Math.max(width, needs[c]?.[step] ?? 0))
    const left = free - sumOf(widths)
    const share = left <= 0 ? 0 : Math.min(1, left / (sumOf(wished) - sumOf(widths) || 1))
    widths = widths.map((width, c) => width + ((wished[c] ?? 0) - width) * share)
  }
  const texts = printed.filter(isText).length
  const room = Math.max(0, free - sumOf(widths))
  const apart = Math.min(APART, room / 2 / (printed.length - texts || 1))
  const rest = room - apart * (printed.length - texts)
  let x = LEFT + PADDING
  return printed.map((colonne, c) => {
    const more = isText(colonne) ? rest / texts : apart + (texts === 0 && c === 0 ? rest : 0)
    const width = (widths[c] ?? 0) + more
    x += gaps[c] ?? 0
    const column = { ...colonne, width, x, right: !isText(colonne), head: sheet.wrap(colonne.titre, width, headStyle) }
    x += width
    return column
  })
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0)

/** The twenty with most characters: one of them is the widest, near enough. */
const longest = (values: readonly string[]): string[] =>
  [...new Set(values)].sort((a, b) => b.length - a.length).slice(0, 20)
