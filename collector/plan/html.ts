// HTML written by small functions: whatever is put into `html` is escaped unless `html` made it.

/** Text that is HTML already. */
export type Html = { readonly html: string }

type Part = Html | string | number | false | readonly Part[]

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] as string)

const partOf = (part: Part): string => {
  if (part === false) return ''
  if (typeof part !== 'object') return escapeHtml(String(part))
  return 'html' in part ? part.html : part.map(partOf).join('')
}

export const html = (strings: TemplateStringsArray, ...parts: Part[]): Html => ({
  html: strings.map((string, i) => (i === 0 ? string : partOf(parts[i - 1] as Part) + string)).join(''),
})

/** French typography: spaces that don't break before signs and inside quotes, curved apostrophes. */
const typeset = (text: string): string =>
  text
    .replace(/ ([;:!?»%])/g, '\u00a0$1')
    .replace(/« /g, '«\u00a0')
    .replace(/(\p{L})'/gu, '$1’')

/** A sentence of the plan: what stands between backticks is code. */
export const prose = (text: string): Html => ({
  html: text
    .split('`')
    .map((piece, i) => (i % 2 === 0 ? escapeHtml(typeset(piece)) : `<code>${escapeHtml(piece)}</code>`))
    .join(''),
})
