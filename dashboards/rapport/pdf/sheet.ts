// The pages of the PDF: A4, embedded fonts, and everything a reader sees in the structure that a screen reader follows
// (PDF/UA-1), except what repeats on each page, which is marked as decoration.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import PDFDocument from 'pdfkit'

export type Structure = ReturnType<PDFKit.PDFDocument['struct']>
export type Sheet = Awaited<ReturnType<typeof openSheet>>

const WIDTH = 595.28
const HEIGHT = 841.89
export const LEFT = 48
export const RIGHT = WIDTH - 48
export const TOP = 62
export const BOTTOM = HEIGHT - 58
export const BODY = RIGHT - LEFT

/** Dark enough to be read on white at any size (contrast above 7). */
export const INK = '#1e1e1e'
export const GREY = '#555555'
export const BLUE = '#000091'
export const PALE = '#eeeef7'
export const RULE = '#c4c4d4'

const FONTS = { regular: '400Regular', semibold: '600SemiBold', bold: '700Bold' } as const
export type Font = keyof typeof FONTS
export type Style = { font?: Font; size?: number; color?: string }

/** After an ordinary space or a hyphen between letters; never inside French quotes, before a double sign, or at the spaces of numbers. */
const BREAKS = /(?<=(?<!«) )(?![»:;?!%])|(?<=\p{L}-)(?=\p{L})/u

/** Of a line, in font sizes. */
export const LEADING = 1.36

export type SheetOptions = { titre: string; auteur: string; sujet: string; instant: string | null }

export const openSheet = ({ titre, auteur, sujet, instant }: SheetOptions) => {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'fr-FR',
    displayTitle: true,
    bufferPages: true,
    autoFirstPage: false,
    // None by default: pdfkit opens again, at each use, a font that it also knows as its default.
    font: '',
    info: {
      Title: xmlSafe(titre),
      Author: xmlSafe(auteur),
      Subject: xmlSafe(sujet),
      Creator: 'mesure-ent',
      Producer: 'mesure-ent',
      CreationDate: new Date(instant ?? 0),
      ModDate: new Date(instant ?? 0),
    },
  })
  // Not pdfkit's `subset`, which also writes a CIDSet that PDF/UA holds against it.
  doc.appendXML(
    '<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about=""><pdfuaid:part>1</pdfuaid:part></rdf:Description>',
  )
  for (const name of Object.keys(FONTS) as Font[]) doc.registerFont(name, fontFile(name))
  const root = doc.struct('Document')
  doc.addStructure(root)

  let y = TOP
  const widths = new Map<string, number>()

  const style = ({ font = 'regular', size = 9.5, color = INK }: Style) => doc.font(font).fontSize(size).fillColor(color)

  const widthOf = (text: string, { font = 'regular', size = 9.5 }: Style = {}): number => {
    const key = `${font} ${text}`
    let width = widths.get(key)
    if (width === undefined) {
      // Kept at one size: all others are in proportion.
      width = doc.font(font).fontSize(100).widthOfString(text)
      widths.set(key, width)
    }
    return (width * size) / 100
  }

  /** Lines no wider than `width`, broken at spaces and after hyphens, inside a word only when it alone is wider. */
  const wrap = (text: string, width: number, as: Style = {}): string[] => {
    const lines: string[] = []
    let line = ''
    for (const word of text.split(BREAKS).flatMap((word) => cut(word, width, as))) {
      const longer = line + word
      if (line !== '' && widthOf(longer.trimEnd(), as) > width) {
        lines.push(line.trimEnd())
        line = word
      } else line = longer
    }
    return [...lines, line.trimEnd()]
  }

  const cut = (word: string, width: number, as: Style): string[] => {
    if (widthOf(word.trimEnd(), as) <= width) return [word]
    let end = word.length - 1
    while (end > 1 && widthOf(word.slice(0, end), as) > width) end -= 1
    return [word.slice(0, end), ...cut(word.slice(end), width, as)]
  }

  /** What of it is no wider than `width`, and says so when that is not all. */
  const clip = (text: string, width: number, as: Style = {}): string => {
    if (widthOf(text, as) <= width) return text
    const [begun = ''] = cut(text, width - widthOf('…', as), as)
    return `${begun.trimEnd()}…`
  }

  /** One line, where it is told to. */
  const line = (text: string, x: number, at: number, as: Style = {}, align: 'left' | 'right' | 'center' = 'left') => {
    const width = align === 'left' ? 0 : widthOf(text, as)
    const start = align === 'left' ? x : align === 'right' ? x - width : x - width / 2
    style(as).text(text, start, at, { lineBreak: false })
  }

  const lines = (texts: readonly string[], x: number, at: number, leading: number, as: Style = {}) => {
    for (const [i, text] of texts.entries()) line(text, x, at + i * leading, as)
  }

  const artifact = (draw: () => void, type: 'Pagination' | 'Layout' = 'Layout') => {
    doc.markContent('Artifact', { type } as PDFKit.Mixins.MarkingOptions)
    draw()
    doc.endMarkedContent()
  }

  /** A structure element whose content is drawn now. */
  const mark = (parent: Structure, type: string, draw: () => void, options: object = {}): Structure => {
    const element = doc.struct(type, options)
    parent.add(element)
    element.add(draw)
    element.end()
    return element
  }

  /** An element that others will be added to; to be ended. */
  const open = (parent: Structure, type: string, options: object = {}): Structure => {
    const element = doc.struct(type, options)
    parent.add(element)
    return element
  }

  const newPage = () => {
    doc.addPage()
    y = TOP
  }

  /** Whether `height` still fits on this page; if not, a new one begins. */
  const ensure = (height: number): boolean => {
    if (y + height <= BOTTOM) return true
    newPage()
    return false
  }

  /** Text over as many lines and pages as it takes, never a line alone at the foot or head of one. */
  const paragraph = (
    parent: Structure,
    text: string,
    { type = 'P', x = LEFT, width = BODY, after = 6, keep = 0, ...as }: Style & ParagraphOptions = {},
  ) => {
    const left = wrap(text, width, as)
    const height = (as.size ?? 9.5) * LEADING
    const element = open(parent, type)
    ensure(Math.min(left.length, 3) * height + keep)
    while (left.length > 0) {
      let fitting = Math.max(1, Math.floor((BOTTOM - y) / height))
      if (fitting < left.length && left.length - fitting < 2) fitting = Math.max(1, fitting - 1)
      const piece = left.splice(0, fitting)
      const start = y
      element.add(() => lines(piece, x, start, height, as))
      y += piece.length * height
      if (left.length > 0) newPage()
    }
    element.end()
    y += after
  }

  /** The width below which a text is cut inside a word, or takes more than so many lines. */
  const leastWidth = (text: string, as: Style, most = Number.POSITIVE_INFINITY): number => {
    let width = Math.max(...text.split(BREAKS).map((word) => widthOf(word.trimEnd(), as)))
    while (wrap(text, width, as).length > most) width += 1
    return width
  }

  const heightOf = (text: string, width: number, as: Style): number =>
    wrap(text, width, as).length * (as.size ?? 9.5) * LEADING

  return {
    doc,
    root,
    widthOf,
    leastWidth,
    heightOf,
    wrap,
    clip,
    line,
    lines,
    artifact,
    mark,
    open,
    newPage,
    ensure,
    paragraph,
    get y() {
      return y
    },
    set y(at: number) {
      y = at
    },
    pages: () => doc.bufferedPageRange().count,
  }
}

type ParagraphOptions = { type?: string; x?: number; width?: number; after?: number; keep?: number }

const fontFile = (font: Font): string => {
  const folder = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/source-sans-3/package.json'))
  return join(folder, FONTS[font], `SourceSans3_${FONTS[font]}.ttf`)
}

/** pdfkit writes these as they are into the XML of the metadata. */
const xmlSafe = (text: string): string => text.replaceAll('&', 'et').replace(/[<>]/g, ' ')
