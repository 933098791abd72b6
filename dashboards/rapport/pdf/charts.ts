// Charts drawn as lines and rectangles, each one figure with its alternative text; the table beside it has the numbers.
import { ecrit, entier, jourCourt, moisCourt } from '../french.ts'
import type { Bloc, Table } from '../model.ts'
import { BLUE, BODY, GREY, INK, LEFT, PALE, RIGHT, RULE, type Sheet, type Structure, type Style } from './sheet.ts'

type Chart<Genre extends Bloc['genre']> = Extract<Bloc, { genre: Genre }>
const SMALL = { size: 7.6 }
const AXIS = { size: 7.2, color: GREY }
const EARLIER = '#8585f6'

/** The figure and what is drawn in it, from `top` on; the next thing comes `height` lower. */
const figure = (
  sheet: Sheet,
  parent: Structure,
  { titre, alternative }: { titre: string; alternative: string },
  height: number,
  draw: (top: number) => void,
) => {
  sheet.ensure(height + 20)
  sheet.paragraph(parent, titre, { font: 'semibold', size: 9.5, after: 4 })
  const top = sheet.y
  sheet.mark(parent, 'Figure', () => draw(top), { alt: alternative, bbox: [LEFT, top, RIGHT, top + height] })
  sheet.y = top + height + 14
}

const column = ({ colonnes }: Table, id: string) => colonnes.findIndex((colonne) => colonne.id === id)
const numbers = (table: Table, id: string): (number | null)[] => {
  const index = column(table, id)
  return table.lignes.map((ligne) => (typeof ligne[index] === 'number' ? ligne[index] : null))
}
const texts = (table: Table, id: string): string[] => {
  const index = column(table, id)
  return table.lignes.map((ligne) => String(ligne[index] ?? ''))
}

const BAR = 15

export const drawBars = (sheet: Sheet, parent: Structure, chart: Chart<'barres'>, table: Table) => {
  const values = numbers(table, chart.valeur)
  const labels = texts(table, chart.etiquette).map((label) => ecrit(label, 'texte'))
  const genre = table.colonnes[column(table, chart.valeur)]?.genre ?? 'entier'
  const accents = chart.accent === null ? null : numbers(table, chart.accent)
  const styleOf = (i: number): Style => (accents?.[i] === 1 ? { ...SMALL, font: 'semibold' } : SMALL)
  const side = Math.min(210, Math.max(...labels.map((label, i) => sheet.widthOf(label, styleOf(i)))) + 8)
  const room = BODY - side - 52
  const most = Math.max(...values.map((value) => value ?? 0)) || 1
  figure(sheet, parent, chart, values.length * BAR, (top) => {
    for (const [i, value] of values.entries()) {
      const y = top + i * BAR
      const width = ((value ?? 0) / most) * room
      const label = sheet.clip(labels[i] ?? '', side - 8, styleOf(i))
      sheet.line(label, LEFT + side - 6, y + 2, styleOf(i), 'right')
      if (width > 0) sheet.doc.rect(LEFT + side, y + 2, width, BAR - 5).fill(accents?.[i] === 0 ? EARLIER : BLUE)
      sheet.line(ecrit(value, genre), LEFT + side + width + 4, y + 2, { ...SMALL, font: 'semibold' })
    }
    sheet.doc
      .lineWidth(0.6)
      .strokeColor(GREY)
      .moveTo(LEFT + side, top)
      .lineTo(LEFT + side, top + values.length * BAR)
      .stroke()
  })
}

/** Shares of 1; what no row says, or may say, is left pale. From dark to pale, each apart from its neighbours in grey too. */
const SHADES = ['#000091', '#8585f6', '#3a3a6e', '#cacafb', '#5a5ad6', '#a9a9c9', '#22224f', '#e3e3fd']
const shadeOf = (i: number): string => SHADES[i % SHADES.length] as string

export const drawShares = (sheet: Sheet, parent: Structure, chart: Chart<'parts'>, table: Table) => {
  const values = numbers(table, chart.valeur)
  const labels = texts(table, chart.etiquette)
  const shown = values.flatMap((value, i) => (value === null || value === 0 ? [] : [{ value, label: labels[i] ?? '' }]))
  const entries = shown.map(({ value, label }, i) => ({ text: `${label} ${ecrit(value, 'part')}`, shade: shadeOf(i) }))
  const index = column(table, chart.valeur)
  const hidden = table.lignes.some((ligne) => ligne[index] !== null && typeof ligne[index] === 'object')
  const lines: { text: string; shade: string; x: number; line: number }[] = []
  let [x, at] = [LEFT, 0]
  for (const entry of [...entries, ...(hidden ? [{ text: 'Masqué', shade: PALE }] : [])]) {
    const width = sheet.widthOf(entry.text, SMALL) + 24
    if (x + width > RIGHT) [x, at] = [LEFT, at + 1]
    lines.push({ ...entry, x, line: at })
    x += width
  }
  figure(sheet, parent, chart, 22 + (at + 1) * 13, (top) => {
    let start = LEFT
    sheet.doc.rect(LEFT, top, BODY, 16).fill(PALE)
    for (const [i, { value }] of shown.entries()) {
      const width = value * BODY
      sheet.doc.rect(start, top, Math.max(0.3, width - 1), 16).fill(shadeOf(i))
      start += width
    }
    for (const { text, shade, x, line } of lines) {
      const y = top + 23 + line * 13
      sheet.doc.rect(x, y + 1, 8, 8).fill(shade)
      sheet.line(text, x + 12, y - 1, SMALL)
    }
  })
}

const PLOT = 118

/** Round steps, at most five, from 0 to at least `most`. */
const stepsTo = (most: number): number[] => {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1)))
  const step =
    [0.2, 0.25, 0.5, 1, 2, 2.5, 5].map((n) => n * power).find((step) => Number.isInteger(step) && most / step <= 4) ??
    power * 5
  const last = Math.max(1, Math.ceil(most / step))
  return Array.from({ length: last + 1 }, (_, i) => i * step)
}

const plotStart = (sheet: Sheet, most: number): number =>
  LEFT + Math.max(...stepsTo(most).map((step) => sheet.widthOf(entier(step), AXIS))) + 8

/** The horizontal lines of a plot with their numbers; gives where a value stands and where the plot starts. */
const drawScale = (sheet: Sheet, top: number, most: number) => {
  const steps = stepsTo(most)
  const last = steps.at(-1) ?? 1
  const left = plotStart(sheet, most)
  const yOf = (value: number) => top + PLOT - (value / last) * PLOT
  for (const step of steps) {
    sheet.doc.lineWidth(step === 0 ? 0.8 : 0.4).strokeColor(step === 0 ? GREY : RULE)
    sheet.doc.moveTo(left, yOf(step)).lineTo(RIGHT, yOf(step)).stroke()
    sheet.line(entier(step), left - 5, yOf(step) - 5, AXIS, 'right')
  }
  return { left, yOf }
}

export const drawColumns = (sheet: Sheet, parent: Structure, chart: Chart<'colonnes'>, table: Table) => {
  const values = numbers(table, chart.valeur)
  const months = texts(table, chart.mois)
  figure(sheet, parent, chart, PLOT + 26, (at) => {
    const top = at + 10
    const { left, yOf } = drawScale(sheet, top, Math.max(1, ...values.map((value) => value ?? 0)))
    const pitch = (RIGHT - left) / values.length
    for (const [i, value] of values.entries()) {
      const width = Math.min(pitch * 0.66, 34)
      const middle = left + (i + 0.5) * pitch
      sheet.line(moisCourt(months[i] ?? ''), middle, top + PLOT + 3, AXIS, 'center')
      if (value === null) {
        sheet.line('n. d.', middle, top + PLOT - 12, AXIS, 'center')
        continue
      }
      const isLast = i === values.length - 1
      sheet.doc.rect(middle - width / 2, yOf(value), width, yOf(0) - yOf(value)).fill(isLast ? BLUE : EARLIER)
      if (isLast)
        sheet.line(
          entier(value),
          Math.min(middle, RIGHT - sheet.widthOf(entier(value), SMALL) / 2),
          yOf(value) - 11,
          { ...SMALL, font: 'semibold' },
          'center',
        )
    }
  })
}

const DAY_MS = 86_400_000

export const drawCurve = (sheet: Sheet, parent: Structure, chart: Chart<'courbe'>, table: Table) => {
  const values = numbers(table, chart.valeur)
  const dates = texts(table, chart.date)
  const [first = '1970-01-01', last = first] = [dates[0], dates.at(-1)]
  const span = Math.max(Date.parse(last) - Date.parse(first), DAY_MS)
  figure(sheet, parent, chart, PLOT + 30, (at) => {
    const top = at + 12
    const most = Math.max(1, ...values.map((value) => value ?? 0))
    const left = plotStart(sheet, most)
    const room = RIGHT - left - 8
    const xOf = (date: string) =>
      left + Math.min(room, Math.max(0, ((Date.parse(date) - Date.parse(first)) / span) * room))
    for (const { du, au, libelle } of chart.plages) {
      const [from, to] = [xOf(du), xOf(au)]
      if (to - from < 1) continue
      sheet.doc.rect(from, top, to - from, PLOT).fill(PALE)
      if (sheet.widthOf(libelle, AXIS) < to - from + 40) sheet.line(libelle, (from + to) / 2, top - 11, AXIS, 'center')
    }
    const { yOf } = drawScale(sheet, top, most)
    const points = values.flatMap((value, i) =>
      value === null ? [] : [{ x: xOf(dates[i] ?? first), y: yOf(value), i }],
    )
    sheet.doc.lineWidth(1.4).strokeColor(BLUE)
    // A line only between neighbours: a week that nobody measured is a gap.
    for (const [n, point] of points.entries()) {
      const before = points[n - 1]
      if (before?.i === point.i - 1) sheet.doc.moveTo(before.x, before.y).lineTo(point.x, point.y).stroke()
    }
    for (const { x, y } of points) sheet.doc.circle(x, y, 1.6).fill(BLUE)
    const every = Math.ceil(dates.length / 9)
    for (const [i, date] of dates.entries())
      if (i % every === 0)
        sheet.line(jourCourt(date).slice(0, 5), xOf(date), top + PLOT + 3, { ...AXIS, color: INK }, 'center')
  })
}
