// HTML as a value: what is interpolated is escaped, unless it is HTML already.
export type Html = { html: string }

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeText = (text: string): string => text.replace(/[&<>"']/g, (c) => ESCAPES[c] as string)

export type Part = Html | string | number | null | undefined | false | readonly Part[]

const write = (part: Part): string => {
  if (part === null || part === undefined || part === false) return ''
  if (Array.isArray(part)) return part.map(write).join('')
  if (typeof part === 'object') return (part as Html).html
  return escapeText(String(part))
}

export const html = (texts: TemplateStringsArray, ...parts: Part[]): Html => ({
  html: texts.reduce((all, text, i) => all + write(parts[i - 1]) + text),
})

/** Text that is HTML already, such as a drawing made here. */
export const raw = (text: string): Html => ({ html: text })
