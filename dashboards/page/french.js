// Numbers, dates and weeks as a French reader writes them. Unknown is shown as a dash, never as 0.

export const UNKNOWN = '–'

const integer = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 0 })
const percent = new Intl.NumberFormat('fr-FR', { style: 'percent', maximumFractionDigits: 0 })
const finePercent = new Intl.NumberFormat('fr-FR', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
})
const change = new Intl.NumberFormat('fr-FR', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
})
const signed = new Intl.NumberFormat('fr-FR', { signDisplay: 'exceptZero' })
const compact = new Intl.NumberFormat('fr-FR', { notation: 'compact', maximumFractionDigits: 1 })

export const number = (n) => (n === null || n === undefined ? UNKNOWN : integer.format(n))
export const short = (n) => compact.format(n)
export const share = (ratio) => {
  if (ratio === null || ratio === undefined) return UNKNOWN
  if (ratio === 0) return '0 %'
  if (ratio < 0.001) return '< 0,1 %'
  return (ratio < 0.1 ? finePercent : percent).format(ratio)
}
/** From one week to the next; a dash when there was nothing to compare with. */
export const evolution = (now, before) => (before > 0 ? minus(change.format(now / before - 1)) : UNKNOWN)
export const difference = (now, before) => minus(signed.format(now - before))
const minus = (text) => text.replace('-', '−')

const day = (options) => {
  const format = new Intl.DateTimeFormat('fr-FR', { timeZone: 'UTC', ...options })
  return (date) => format.format(new Date(`${date}T00:00:00Z`)).replace(/^1 /, '1er ')
}
/** « 22 novembre 2026 », « 22 nov. », « mardi 24 novembre » from `YYYY-MM-DD`. */
export const longDay = day({ day: 'numeric', month: 'long', year: 'numeric' })
export const shortDay = day({ day: 'numeric', month: 'short' })
export const weekday = day({ weekday: 'long', day: 'numeric', month: 'long' })
const dayAndMonth = day({ day: 'numeric', month: 'long' })

const paris = (options) => {
  const format = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', ...options })
  return (instant) => format.format(new Date(instant))
}
export const hour = paris({ hour: '2-digit', minute: '2-digit' })
const isoDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' })
/** The day in Paris at an instant, `YYYY-MM-DD`. */
export const parisDay = (instant) => isoDay.format(new Date(instant))

export const addDays = (date, days) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
export const monday = (date) => addDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7))

/** « Semaine du 16 au 22 novembre 2026 », « … du 28 septembre au 4 octobre 2026 ». */
export const weekName = (week) => {
  const end = addDays(week, 6)
  const from = week.slice(0, 7) === end.slice(0, 7) ? dayAndMonth(week).split(' ')[0] : dayAndMonth(week)
  return `Semaine du ${from} au ${longDay(end)}`
}
