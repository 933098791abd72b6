// A table over as many pages as it takes: its header again on each, rows never cut, the last ones never alone.
import { setImmediate as breathe } from 'node:timers/promises'
import { compte, ecrit, entier } from '../french.ts'
import type { Cellule, Colonne, Table } from '../model.ts'
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
/** A longer word may be cut, so that a code does not take the room of everything else. */
const LONG_WORD = 90
/** Rows that stay with the header, and with the end of the table. */
const TOGETHER = 3

export const drawTable = async (sheet: Sheet, parent: Structure, table: Table): Promise<void> => {
  const wide = table.colonnes.filter(({ imprimee }) => imprimee).length > 8
  const cellStyle: Style = { size: wide ? 7.6 : 8.6 }
  const headStyle: Style = { font: 'semibold', size: wide ? 7.2 : 8, color: BLUE }
  const lineHeight = (cellStyle.size ?? 0) * LEADING
  const columns = layOut(sheet, table, cellStyle, headStyle)
  const headHeight = Math.max(...columns.map(({ head }) => head.length)) * (headStyle.size ?? 0) * LEADING + 2 * PADDING
  const rows = table.lignes.map((ligne) => rowOf(sheet, columns, ligne, cellStyle))
  const heightOf = (row: string[][]) => Math.max(...row.map((lines) => lines.length)) * lineHeight + 2 * PADDING
  const total = totalRow(table, columns)
  const endHeight = total === null ? lineHeight : lineHeight + 2 * PADDING + 4

  const element = sheet.open(parent, 'Table')
  sheet.ensure(20 + headHeight + rows.slice(0, TOGETHER).reduce((sum, row) => sum + heightOf(row), 0))
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
      left === TOGETHER && i > 0
        ? rows.slice(i).reduce((sum, row) => sum + heightOf(row), endHeight)
        : heightOf(row) + (left === 1 ? endHeight : 0)
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
  const count = `${compte(table.nombre, 'ligne')}. ${table.definition}`
  sheet.y += 3
  sheet.paragraph(parent, count, { size: 7.6, color: GREY, after: 12 })
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

/** Numbers take what they need; texts share what is left, each at most what it needs; the first takes the rest. */
const layOut = (sheet: Sheet, table: Table, cellStyle: Style, headStyle: Style): Column[] => {
  const printed = table.colonnes.flatMap((colonne, index) => (colonne.imprimee ? [{ ...colonne, index }] : []))
  const needs = printed.map((colonne) => {
    const values = table.lignes.map((ligne) => ecrit(ligne[colonne.index] ?? null, colonne.genre))
    const sum = table.totaux[colonne.id]
    if (sum !== undefined) values.push(entier(sum))
    const value = Math.max(0, ...longest(values).map((text) => sheet.widthOf(text, cellStyle)))
    const title = Math.max(sheet.leastWidth(colonne.titre, headStyle), sheet.widthOf(colonne.titre, headStyle) / 2.6)
    const words = Math.max(0, ...longest(values).map((text) => sheet.leastWidth(text, cellStyle)))
    return {
      least: Math.max(title, isText(colonne) ? Math.min(words, LONG_WORD) : value) + 1,
      most: Math.max(title, value) + 1,
    }
  })
  const free = BODY - GAP * (printed.length - 1) - 2 * PADDING
  const least = needs.reduce((sum, { least }) => sum + least, 0)
  const wished = needs.reduce((sum, { least, most }) => sum + most - least, 0)
  const given = Math.min(1, Math.max(0, free - least) / (wished || 1))
  const widths = needs.map(({ least, most }) => least + (most - least) * given)
  const rest = free - widths.reduce((sum, width) => sum + width, 0)
  let x = LEFT + PADDING
  return printed.map((colonne, c) => {
    const width = (widths[c] ?? 0) + (c === 0 ? Math.max(0, rest) : 0)
    const column = { ...colonne, width, x, right: !isText(colonne), head: sheet.wrap(colonne.titre, width, headStyle) }
    x += width + GAP
    return column
  })
}

/** The twenty with most characters: one of them is the widest, near enough. */
const longest = (values: readonly string[]): string[] =>
  [...new Set(values)].sort((a, b) => b.length - a.length).slice(0, 20)
