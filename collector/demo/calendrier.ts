// The school calendar of the invented académie, with the real dates of zone C, and the ten weeks chosen on it.
// A day is a whole number of days since 1 January 1970, on the calendar of Paris.

export const DAY_MS = 24 * 3600 * 1000
const WEEKS = 10

/** Start, and return to school. That of summer 2027 is supposed: it was not published with the others. */
const VACANCES: readonly (readonly [annee: string, description: string, debut: string, retour: string])[] = [
  ['2024-2025', 'Vacances de la Toussaint', '2024-10-19', '2024-11-04'],
  ['2024-2025', 'Vacances de Noël', '2024-12-21', '2025-01-06'],
  ['2024-2025', "Vacances d'Hiver", '2025-02-15', '2025-03-03'],
  ['2024-2025', 'Vacances de Printemps', '2025-04-12', '2025-04-28'],
  ['2024-2025', "Vacances d'Été", '2025-07-05', '2025-09-01'],
  ['2025-2026', 'Vacances de la Toussaint', '2025-10-18', '2025-11-03'],
  ['2025-2026', 'Vacances de Noël', '2025-12-20', '2026-01-05'],
  ['2025-2026', "Vacances d'Hiver", '2026-02-21', '2026-03-09'],
  ['2025-2026', 'Vacances de Printemps', '2026-04-18', '2026-05-04'],
  ['2025-2026', "Vacances d'Été", '2026-07-04', '2026-09-01'],
  ['2026-2027', 'Vacances de la Toussaint', '2026-10-17', '2026-11-02'],
  ['2026-2027', 'Vacances de Noël', '2026-12-19', '2027-01-04'],
  ['2026-2027', "Vacances d'Hiver", '2027-02-06', '2027-02-22'],
  ['2026-2027', 'Vacances de Printemps', '2027-04-03', '2027-04-19'],
  ['2026-2027', "Vacances d'Été", '2027-07-03', '2027-09-01'],
]

/** Public holidays with a fixed date; the movable ones are left as ordinary days. */
const FERIES = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25']

const dayOf = (date: string): number => Date.parse(date) / DAY_MS
const PERIODS = VACANCES.map(([, , debut, retour]) => ({ debut: dayOf(debut), retour: dayOf(retour) }))
const FIRST_DAY = dayOf('2024-09-02')
const LAST_DAY = dayOf('2027-09-01')

const PARIS = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Paris', timeZoneName: 'shortOffset' })
/** Its name of the zone ends with the hours ahead of UTC: GMT+1 or GMT+2. */
const paris = (instant: number): number => 3600_000 * Number(PARIS.format(instant).slice(-1))

/** The instant `ms` after the midnight of a day. On the two Sundays when clocks change, right from 3:00 on. */
export const instantOf = (day: number, ms: number): number => {
  const noon = day * DAY_MS + DAY_MS / 2
  return day * DAY_MS + ms - paris(noon)
}

export const parisDay = (instant: number): number => Math.floor((instant + paris(instant)) / DAY_MS)

/** 0 for Monday to 6 for Sunday. */
export const weekday = (day: number): number => (day + 3) % 7

/** Weeks of Monday to Sunday, numbered from 1 with that of the first day. */
export const weekNumber = (day: number, first: number): number =>
  1 + Math.floor((day + 3) / 7) - Math.floor((first + 3) / 7)

export const isVacances = (day: number): boolean => PERIODS.some(({ debut, retour }) => day >= debut && day < retour)

/** No class because of holidays or of a public holiday; a weekend is something else. */
export const isOff = (day: number): boolean =>
  isVacances(day) || FERIES.includes(new Date(day * DAY_MS).toISOString().slice(5, 10))

/**
 * The ten weeks of the demonstration: up to `now` when they hold at least seven weeks of school and one of holidays,
 * else up to the latest day of school before it of which that is true. No day that the calendar ignores is chosen.
 */
export const tenWeeks = (now: number): { start: number; end: number } => {
  const latest = now - Math.max(0, parisDay(now) - LAST_DAY) * DAY_MS
  for (let end = latest; parisDay(end) - WEEKS * 7 >= FIRST_DAY; end -= DAY_MS) {
    if (end !== now && isVacances(parisDay(end))) continue
    const start = end - WEEKS * 7 * DAY_MS
    const days = Array.from({ length: WEEKS * 7 }, (_, i) => parisDay(start) + i).filter((day) => weekday(day) < 5)
    const off = days.filter(isVacances).length
    if (off >= 5 && days.length - off >= 7 * 5) return { start, end }
  }
  return { start: now - WEEKS * 7 * DAY_MS, end: now }
}

/** The calendar as the ministry publishes it: each bound is the local midnight, said in UTC. */
export const calendrier = (academie: string): string => {
  const midnight = (date: string): string =>
    new Date(instantOf(dayOf(date), 0)).toISOString().replace('.000Z', '+00:00')
  const lines = VACANCES.map(([annee, description, debut, retour]) =>
    [
      description,
      description === "Vacances d'Été" ? 'Élèves' : '-',
      midnight(debut),
      midnight(retour),
      academie,
      'Zone C',
      annee,
    ].join(';'),
  )
  return `Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire\n${lines.join('\n')}\n`
}
