// Local days: which one an instant falls on at a school, and which instants bound it (design §3).
import { FUSEAUX, type Fuseau, type Tranche } from './vocabulary.ts'

const HOUR_MS = 3600 * 1000
/** Before 08:00 and from 19:00: what the rebuild of the day before, and of the next, read of a day (design §3). */
const MATIN_ENDS = 8
const SOIR_STARTS = 19

const formats = new Map<Fuseau, Intl.DateTimeFormat>()
const parts = (t: number, fuseau: Fuseau): { jour: string; heure: number } => {
  let format = formats.get(fuseau)
  if (format === undefined) {
    const options = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', hourCycle: 'h23' } as const
    format = new Intl.DateTimeFormat('fr-CA', { ...options, timeZone: fuseau, calendar: 'gregory' })
    formats.set(fuseau, format)
  }
  const found: Record<string, string> = {}
  for (const { type, value } of format.formatToParts(t)) found[type] = value
  return { jour: `${found.year}-${found.month}-${found.day}`, heure: Number(found.hour) }
}

export type LocalTime = { jour: string; tranche: Tranche }

const known = new Map<Fuseau, Map<number, LocalTime>>(FUSEAUX.map((fuseau) => [fuseau, new Map()]))
/** Hours remembered for each zone: more than a year of them. */
const REMEMBERED = 10_000

/** Local day and part of it. Clocks change on whole hours of UTC in all our zones, so an hour has one answer. */
export const localTime = (t: number, fuseau: Fuseau): LocalTime => {
  const hours = known.get(fuseau) as Map<number, LocalTime>
  const hour = Math.floor(t / HOUR_MS)
  let local = hours.get(hour)
  if (local === undefined) {
    const { jour, heure } = parts(hour * HOUR_MS, fuseau)
    local = { jour, tranche: heure < MATIN_ENDS ? 'matin' : heure >= SOIR_STARTS ? 'soir' : 'journee' }
    if (hours.size >= REMEMBERED) hours.clear()
    hours.set(hour, local)
  }
  return local
}

/** The day of reception, that of Paris for everyone (design §2.3). */
export const parisDay = (t: number): string => localTime(t, 'Europe/Paris').jour

/** The instant (ms) of a whole local hour of a day. Ours are 0 and 4, which no zone of ours skips or repeats. */
export const instantOf = (jour: string, heure: number, fuseau: Fuseau): number => {
  const wanted = Date.parse(`${jour}T${String(heure).padStart(2, '0')}:00:00Z`)
  // Two steps: the offset at the instant found first may be that of the other side of a change of clocks.
  const first = wanted - offset(wanted, fuseau)
  return wanted - offset(first, fuseau)
}

const offset = (t: number, fuseau: Fuseau): number => {
  const { jour, heure } = parts(t, fuseau)
  return Date.parse(`${jour}T${String(heure).padStart(2, '0')}:00:00Z`) - Math.floor(t / HOUR_MS) * HOUR_MS
}

export const addDays = (jour: string, days: number): string =>
  new Date(Date.parse(`${jour}T12:00:00Z`) + days * 24 * HOUR_MS).toISOString().slice(0, 10)

/** The Monday of a day's week. */
export const mondayOf = (jour: string): string => addDays(jour, -((new Date(`${jour}T12:00:00Z`).getUTCDay() + 6) % 7))

/** The first day of the school year of a day: 1 August. */
export const schoolYearStart = (jour: string): string =>
  `${Number(jour.slice(0, 4)) - (jour.slice(5, 7) < '08' ? 1 : 0)}-08-01`
