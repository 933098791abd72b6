// The school calendar (fr-en-calendrier-scolaire): holidays as local days of each académie, the last day excluded.
// A published instant is midnight in Paris, even overseas (measured on the extract to 2027); local midnight is taken too.
import { fuseauDuDepartement } from '../../schema/vocabulary.ts'
import { type Kind, readTable, simplify } from './table.ts'

const COLUMNS = {
  academie: ['Académies', 'location', 'académie'],
  zone: ['Zones', 'zone'],
  description: ['Description'],
  population: ['Population'],
  annee_scolaire: ['annee_scolaire'],
  debut: ['Date de début', 'start_date'],
  fin: ['Date de fin', 'end_date'],
}
type Name = keyof typeof COLUMNS
const NAMES = Object.keys(COLUMNS) as Name[]

/** debut: first day off. fin: first day back. */
export type Vacances = Record<Name, string>

const readVacances = (text: (name: Name) => string): Vacances | string => {
  const academie = text('academie')
  if (academie === '') return "l'académie est absente"
  const debut = localDate(text('debut'), academie)
  if (debut === null) return `la date de début « ${text('debut')} » n'est pas une date`
  const fin = text('fin') === '' ? debut : localDate(text('fin'), academie)
  if (fin === null) return `la date de fin « ${text('fin')} » n'est pas une date`
  if (fin < debut) return `la fin (${fin}) vient avant le début (${debut})`
  const row = Object.fromEntries(NAMES.map((name) => [name, text(name)])) as Vacances
  // Single days off, and the start of a summer whose end is not known yet, are published with both dates equal.
  return { ...row, debut, fin: fin === debut ? dayAfter(debut) : fin }
}

/** `2026-10-17`, or an instant with its offset; null when it is neither. */
export const localDate = (text: string, academie: string): string | null => {
  const [, day, offset] =
    /^(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.exec(text) ?? []
  if (day === undefined || Number.isNaN(Date.parse(day)) || dayOf(Date.parse(day)) !== day) return null
  if (offset === undefined) return day
  const instant = Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  if (Number.isNaN(instant)) return null
  const paris = clockOf(instant, 'Europe/Paris')
  return (paris.endsWith(' 00:00:00') ? paris : clockOf(instant, fuseauOf(academie))).slice(0, 10)
}

const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10)
const dayAfter = (day: string): string => dayOf(Date.parse(day) + 24 * 3600 * 1000)

/** Swedish writes `2026-10-17 00:00:00`. */
const clockOf = (instant: number, timeZone: string): string => {
  const clock = CLOCKS.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { ...CLOCK, timeZone })
  CLOCKS.set(timeZone, clock)
  return clock.format(instant)
}
const CLOCK = { dateStyle: 'short', timeStyle: 'medium' } as const
const CLOCKS = new Map<string, Intl.DateTimeFormat>()

/** The calendar names académies, where the directory has départements. */
const DEPARTEMENT: Record<string, string> = {
  guadeloupe: '971',
  guyane: '973',
  lareunion: '974',
  martinique: '972',
  mayotte: '976',
  nouvellecaledonie: '988',
  polynesie: '987',
  polynesiefrancaise: '987',
  reunion: '974',
  saintpierreetmiquelon: '975',
  wallisetfutuna: '986',
}
const fuseauOf = (academie: string): string => fuseauDuDepartement(DEPARTEMENT[simplify(academie)] ?? '')

export const calendrier: Kind<Vacances> = {
  table: 'calendrier',
  columns: NAMES,
  label: 'Congés',
  read: (file, bytes) =>
    readTable(
      file,
      bytes,
      {
        title: 'le calendrier scolaire',
        advice: 'Téléchargez le jeu « fr-en-calendrier-scolaire » au format CSV.',
        required: COLUMNS,
      },
      readVacances,
    ),
  key: ({ academie, annee_scolaire, debut, description, population }) =>
    [academie, annee_scolaire, debut, description, population].join('\t'),
  // Of two ends published for one start, the later.
  compare: (a, b) => (a.fin === b.fin ? 0 : a.fin > b.fin ? -1 : 1),
}
