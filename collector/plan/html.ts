// HTML written by small functions: whatever is put into `html` is escaped unless `html` made it.

/** Text that is HTML already. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = Html | string | number | false | readonly Part[]

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] as string)

const partOf = (part: Part): string => {
  if (part === false) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'object') return part.map(partOf).join('')
  return escapeHtml(String(part))
}

export const html = (strings: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(strings.map((string, i) => (i === 0 ? string : partOf(parts[i - 1] as Part) + string)).join(''))

/** French typography: spaces that don't break before signs and inside quotes, curved apostrophes. */
const typeset = (text: string): string =>
  text
    .replace(/ ([;:!?»%])/g, '\u00a0$1')
    .replace(/« /g, '«\u00a0')
    .replace(/(\p{L})'/gu, '$1’')

/** A sentence of the plan: what stands between backticks is code. */
export const prose = (text: string): Html =>
  new Html(
    text
      .split('`')
      .map((piece, i) => (i % 2 === 0 ? escapeHtml(typeset(piece)) : `<code>${escapeHtml(piece)}</code>`))
      .join(''),
  )
