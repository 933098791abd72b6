// The report as a PDF that a council may be handed and a screen reader can read: cover, contents, sections, page by page.
import { ecrit, instantLong, nomDuMois } from '../french.ts'
import type { Bloc, Rapport, Section, Table } from '../model.ts'
import { etatOf } from '../read-me.ts'
import { drawBars, drawColumns, drawCurve, drawShares } from './charts.ts'
import {
  BLUE,
  BODY,
  BOTTOM,
  GREY,
  INK,
  LEADING,
  LEFT,
  openSheet,
  PALE,
  RIGHT,
  RULE,
  type Sheet,
  type Structure,
  TOP,
} from './sheet.ts'
import { AFTER_TABLE, drawTable } from './table.ts'

type Contents = { titre: string; page: number; y: number }[]

export async function* writePdf(rapport: Rapport): AsyncIterable<Uint8Array> {
  const { titre, territoire, chiffres, sections } = rapport
  const sheet = openSheet({
    titre: `${titre}, ${territoire}, ${nomDuMois(rapport.mois)}`,
    auteur: 'mesure-ent',
    sujet: `Empreinte des chiffres ${rapport.empreinte}`,
    instant: chiffres,
  })
  const contents = drawCover(sheet, rapport)
  const list: Contents = []
  for (const [i, section] of sections.entries()) {
    // The month in one page is a page.
    if (i < 2) sheet.newPage()
    list.push(await drawSection(sheet, section, rapport))
  }
  drawContents(sheet, contents, list)
  drawMargins(sheet, rapport)
  sheet.root.end()
  sheet.doc.end()
  for await (const piece of sheet.doc as AsyncIterable<Uint8Array>) yield piece
}

/** Where the contents go once their pages are known: an element of the cover left open, and its height. */
type CoverContents = { element: Structure; y: number }

const drawCover = (sheet: Sheet, rapport: Rapport): CoverContents => {
  const { titre, mois, territoire, chiffres, definitions, empreinte, provisoire, revisions } = rapport
  sheet.newPage()
  sheet.artifact(() => sheet.doc.rect(0, 0, 14, 842).fill(BLUE))
  const part = sheet.open(sheet.root, 'Sect')
  sheet.y = 92
  sheet.paragraph(part, 'Mesure d’audience des espaces numériques de travail', { size: 12, color: GREY, after: 26 })
  sheet.paragraph(part, titre, { type: 'H1', font: 'bold', size: 30, color: BLUE, after: 4 })
  sheet.paragraph(part, capital(nomDuMois(mois)), { font: 'semibold', size: 22, after: 14 })
  sheet.paragraph(part, ecrit(territoire, 'texte'), { font: 'semibold', size: 16, after: 18 })
  if (provisoire) drawStamp(sheet, part, 'PROVISOIRE')
  else if (rapport.revision > 1) drawStamp(sheet, part, `RÉVISION ${rapport.revision}`)
  const facts: [string, string][] = [
    ['État', etatOf(rapport)],
    ['Chiffres arrêtés', chiffres === null ? 'date inconnue' : instantLong(chiffres)],
    ['Version des définitions', definitions],
    ['Empreinte des chiffres', empreinte],
  ]
  for (const [name, value] of facts) {
    const start = sheet.y
    sheet.paragraph(part, name, { size: 9, color: GREY, width: 130, after: 0 })
    sheet.y = start
    sheet.paragraph(part, value, { x: LEFT + 130, width: BODY - 130, size: 9, after: 5 })
  }
  for (const { revision, changements, causes } of revisions) {
    sheet.y += 4
    sheet.paragraph(part, `Ce que change la révision ${revision}`, { font: 'semibold', size: 9.5, after: 2 })
    for (const phrase of [...changements, ...causes]) sheet.paragraph(part, phrase, { size: 9, after: 2 })
  }
  sheet.y += 22
  sheet.paragraph(part, 'Sommaire', { type: 'H2', font: 'semibold', size: 13, color: BLUE, after: 8 })
  const element = sheet.open(part, 'TOC')
  return { element, y: sheet.y }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const drawStamp = (sheet: Sheet, parent: Structure, word: string) => {
  const top = sheet.y
  const as = { font: 'bold', size: 11, color: '#b34000' } as const
  const width = sheet.widthOf(word, as) + 20
  sheet.artifact(() => sheet.doc.lineWidth(1.2).roundedRect(LEFT, top, width, 22, 3).stroke(as.color))
  sheet.mark(parent, 'P', () => sheet.line(word, LEFT + 10, top + 3.5, as))
  sheet.y = top + 36
}

/** Least room under the heading of a section. */
const SECTION_ROOM = 250

const drawSection = async (sheet: Sheet, section: Section, { tables }: Rapport): Promise<Contents[number]> => {
  if (sheet.y + SECTION_ROOM > BOTTOM) sheet.newPage()
  if (sheet.y > TOP) sheet.y += 16
  const place = { titre: section.titre, page: sheet.pages(), y: sheet.y }
  sheet.doc.outline.addItem(section.titre, { top: sheet.y, left: sheet.doc.page.width } as object)
  const element = sheet.open(sheet.root, 'Sect')
  const top = sheet.y
  sheet.artifact(() => sheet.doc.rect(LEFT, top + 26, 40, 2).fill(BLUE))
  sheet.paragraph(element, section.titre, { type: 'H2', font: 'bold', size: 17, color: BLUE, after: 14 })
  const size = section.id === 'mois' ? sizeToFit(sheet, section) : SIZE
  for (const [i, bloc] of section.blocs.entries())
    await drawBloc(sheet, element, bloc, tables, size, heightOfNotes(sheet, section.blocs.slice(i + 1)))
  element.end()
  return place
}

const heightOfNote = (sheet: Sheet, text: string): number => sheet.heightOf(text, BODY, NOTE) + NOTE.after
/** Of the notes that come first, before anything else. */
const heightOfNotes = (sheet: Sheet, blocs: readonly Bloc[]): number => {
  let height = 0
  for (const bloc of blocs) {
    if (bloc.genre !== 'note') break
    height += heightOfNote(sheet, bloc.texte)
  }
  return height === 0 ? 0 : height + AFTER_TABLE
}

const SIZE = 9.5
const NOTE = { size: 8.2, color: GREY, after: 7 }
const SMALLEST = 7.5
/** Of what a section has beside its words: its heading and its figures; of a heading of phrases, of the space after each. */
const [AROUND, HEADING, AFTER] = [170, 25, 4]

/** The size at which all that the month in one page says is on it. */
const sizeToFit = (sheet: Sheet, { blocs }: Section): number => {
  const heightAt = (size: number): number =>
    blocs.reduce((sum, bloc) => {
      if (bloc.genre === 'titre') return sum + HEADING
      if (bloc.genre === 'note') return sum + heightOfNote(sheet, bloc.texte)
      if (bloc.genre !== 'liste') return sum
      const lines = bloc.phrases.flatMap((phrase) => sheet.wrap(phrase, BODY - INDENT, { size }))
      return sum + lines.length * size * LEADING + (bloc.phrases.length + 1) * AFTER
    }, AROUND)
  let size = SIZE
  while (size > SMALLEST && heightAt(size) > BOTTOM - TOP) size -= 0.25
  return size
}

const drawBloc = async (
  sheet: Sheet,
  parent: Structure,
  bloc: Bloc,
  tables: readonly Table[],
  size: number,
  notes: number,
): Promise<void> => {
  const table = 'table' in bloc ? tables.find(({ id }) => id === bloc.table) : undefined
  switch (bloc.genre) {
    case 'titre':
      sheet.y += 4
      return sheet.paragraph(parent, bloc.texte, { type: 'H3', font: 'semibold', size: 12, after: 5, keep: 70 })
    case 'texte':
      return sheet.paragraph(parent, bloc.texte, { after: 7, keep: notes })
    case 'note':
      return sheet.paragraph(parent, bloc.texte, { ...NOTE, keep: notes })
    case 'liste':
      return drawList(sheet, parent, bloc.phrases, size)
    case 'chiffres':
      return drawFigures(sheet, parent, bloc)
  }
  if (table === undefined) throw new Error(`the report has no table ${bloc.table}`)
  switch (bloc.genre) {
    case 'table':
      return drawTable(sheet, parent, table, notes)
    case 'barres':
      return drawBars(sheet, parent, bloc, table)
    case 'parts':
      return drawShares(sheet, parent, bloc, table)
    case 'courbe':
      return drawCurve(sheet, parent, bloc, table)
    case 'colonnes':
      return drawColumns(sheet, parent, bloc, table)
  }
}

const INDENT = 13

const drawList = (sheet: Sheet, parent: Structure, phrases: readonly string[], size: number) => {
  const list = sheet.open(parent, 'L')
  for (const phrase of phrases) {
    const entry = sheet.open(list, 'LI')
    sheet.ensure(28)
    const top = sheet.y
    sheet.mark(entry, 'Lbl', () => sheet.line('•', LEFT + 2, top, { color: BLUE, size }))
    const body = sheet.open(entry, 'LBody')
    sheet.paragraph(body, phrase, { x: LEFT + INDENT, width: BODY - INDENT, after: AFTER, size })
    entry.end()
  }
  list.end()
  sheet.y += 5
}

const CARD_GAP = 10
const CARDS_A_ROW = 4

const drawFigures = (sheet: Sheet, parent: Structure, { chiffres }: Extract<Bloc, { genre: 'chiffres' }>) => {
  const width = (BODY - CARD_GAP * (CARDS_A_ROW - 1)) / CARDS_A_ROW
  const small = { size: 7.8, color: GREY }
  for (let from = 0; from < chiffres.length; from += CARDS_A_ROW) {
    const cards = chiffres.slice(from, from + CARDS_A_ROW).map((card) => ({
      ...card,
      lines: card.details.map((detail) => sheet.wrap(detail, width - 16, small)),
      head: sheet.wrap(card.titre, width - 16, { font: 'semibold', size: 8.6 }),
    }))
    const headHeight = Math.max(...cards.map(({ head }) => head.length)) * 11.6
    const height = 46 + headHeight + Math.max(...cards.map(({ lines }) => lines.flat().length)) * 10.4
    sheet.ensure(height + 10)
    const top = sheet.y
    for (const [i, { genre, valeur, lines, head }] of cards.entries()) {
      const x = LEFT + i * (width + CARD_GAP)
      sheet.artifact(() => {
        sheet.doc.rect(x, top, width, height).fill(PALE)
        sheet.doc.rect(x, top, width, 2).fill(BLUE)
      })
      const card = sheet.open(parent, 'Div')
      sheet.mark(card, 'P', () => sheet.lines(head, x + 8, top + 9, 11.6, { font: 'semibold', size: 8.6 }))
      const shown = valeur === null ? 'non disponible' : ecrit(valeur, genre)
      const size = [20, 17, 14, 12].find((size) => sheet.widthOf(shown, { font: 'bold', size }) <= width - 16) ?? 10
      sheet.mark(card, 'P', () =>
        sheet.line(shown, x + 8, top + 11 + headHeight + (20 - size) * 0.7, {
          font: 'bold',
          size,
          color: valeur === null ? GREY : INK,
        }),
      )
      let at = top + 39 + headHeight
      for (const detail of lines) {
        const start = at
        sheet.mark(card, 'P', () => sheet.lines(detail, x + 8, start, 10.4, small))
        at += detail.length * 10.4
      }
      card.end()
    }
    sheet.y = top + height + 12
  }
}

const drawContents = (sheet: Sheet, { element, y }: CoverContents, list: Contents) => {
  const { doc } = sheet
  for (const [i, { page, y: top }] of list.entries()) {
    doc.switchToPage(page - 1)
    doc.addNamedDestination(`section-${i + 1}`, 'XYZ', 0, doc.page.height - top, null)
  }
  doc.switchToPage(0)
  for (const [i, { titre, page }] of list.entries()) {
    const top = y + i * 19
    const entry = sheet.open(sheet.open(element, 'TOCI'), 'Link')
    entry.add(() => {
      sheet.line(titre, LEFT, top, { size: 10.5 })
      sheet.line(String(page), RIGHT, top, { size: 10.5 }, 'right')
    })
    const options = { structParent: entry, Contents: new String(`${titre}, page ${page}`) }
    doc.goTo(LEFT, top, BODY, 15, `section-${i + 1}`, options as object)
    entry.end()
    sheet.artifact(() =>
      doc
        .lineWidth(0.4)
        .moveTo(LEFT, top + 16.5)
        .lineTo(RIGHT, top + 16.5)
        .stroke(RULE),
    )
  }
  element.end()
}

/** What repeats on each page: what the report is, whether its figures may still change, the number of the page. */
const drawMargins = (sheet: Sheet, rapport: Rapport) => {
  const { titre, territoire, mois, provisoire, revision, empreinte, chiffres } = rapport
  const small = { size: 7.8, color: GREY }
  const state = provisoire ? 'PROVISOIRE' : revision > 1 ? `RÉVISION ${revision}` : ''
  const dated = chiffres === null ? '' : `Chiffres arrêtés le ${instantLong(chiffres)} · `
  const what = `${capital(nomDuMois(mois))} · ${titre} · ${ecrit(territoire, 'texte')}`
  const head = sheet.clip(what, BODY - 90, small)
  const count = sheet.pages()
  for (let page = 0; page < count; page++) {
    sheet.doc.switchToPage(page)
    sheet.artifact(() => {
      if (page > 0) {
        sheet.line(head, LEFT, 30, small)
        if (state !== '') sheet.line(state, RIGHT, 30, { ...small, font: 'bold', color: '#b34000' }, 'right')
        sheet.doc.lineWidth(0.4).moveTo(LEFT, 45).lineTo(RIGHT, 45).stroke(RULE)
      }
      sheet.line(`${dated}empreinte ${empreinte.slice(0, 12)}`, LEFT, 805, small)
      sheet.line(`Page ${page + 1} sur ${count}`, RIGHT, 805, small, 'right')
    }, 'Pagination')
  }
}
