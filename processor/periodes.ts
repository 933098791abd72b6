// The figures of days, weeks, months and school years, made from what was rebuilt (design §3, §6): counts by school and
// territory, and who was seen, so that users are exact. A period is marked as made last: killed before, it is dirty still.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addDays } from '../schema/clock.ts'
import { narrow } from '../schema/narrow.ts'
import { type Store, select } from '../schema/store.ts'
import { PARTOUT, viewTextFrom } from '../schema/views.ts'
import { APPAREILS, NAVIGATEURS, PROFILS, SERVICES, SYSTEMES } from '../schema/vocabulary.ts'
import type { Atelier } from './atelier.ts'
import { referenceVersion } from './directory.ts'
import { later, type Made, swap } from './swap.ts'

/** A statement of processor/sql, in which `@name` stands for an expression of its own file. */
const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'sql', `${name}.sql`), 'utf8').replace(
    /@(par_code|personnes|periodes)\b/g,
    (_, part) => read(part),
  )

/** What each kind of period is made of: the visits of a day, the days of a week or a month, the months of a school year. */
const GENRES = {
  jour: { source: null, seances: 'seances_jour', visites: 'visites_jour' },
  semaine: { source: 'jour', seances: 'seances', visites: 'visites_sommes' },
  mois: { source: 'jour', seances: 'seances', visites: 'visites_sommes' },
  annee: { source: 'mois', seances: 'seances', visites: 'visites_sommes' },
} as const
export type Genre = keyof typeof GENRES
/** In the order in which they are made: what a period is made of comes before it. */
const ORDER = Object.keys(GENRES) as Genre[]

/** The codes of each dimension, each at its place in the arrays of `groupe`. groupe.sql and doubles.sql have dimensions in this order. */
export const DIMENSIONS: Readonly<Record<string, readonly string[]>> = {
  total: [''],
  profil: PROFILS,
  service: SERVICES,
  appareil: APPAREILS,
  os: SYSTEMES,
  navigateur: NAVIGATEURS,
  profil_appareil: PROFILS.flatMap((profil) => APPAREILS.map((appareil) => `${profil} ${appareil}`)),
  profil_service: PROFILS.flatMap((profil) => SERVICES.map((service) => `${profil} ${service}`)),
}
/** Codes are numbered from 1 in `visit`, and are the bits of `presence`; `fin`: the number after the last. */
const GROUPS = {
  dimensions: Object.keys(DIMENSIONS),
  codes: Object.values(DIMENSIONS),
  profils: PROFILS.length,
  appareils: APPAREILS.length,
  services: SERVICES.length,
  appareils_fin: APPAREILS.length + 1,
  services_fin: SERVICES.length + 1,
  systemes_fin: SYSTEMES.length + 1,
  navigateurs_fin: NAVIGATEURS.length + 1,
  profil_appareil_fin: PROFILS.length * APPAREILS.length + 1,
  profil_service_fin: PROFILS.length * SERVICES.length + 1,
}

/** A period to make again. `empreinte`: of the days that it is made of, when they changed. */
export type DirtyPeriod = { genre: Genre; debut: string; part: Part; empreinte: string }
/** All of it; its territories, whose schools the directory moved; or how many schools it counts by place. Each is in the one before. */
type Part = 'tout' | 'territoires' | 'comptage'

/** Dirty periods of these kinds, in the order in which to make them. */
export const dirtyPeriods = async (store: Store, genres: readonly Genre[] = ORDER): Promise<DirtyPeriod[]> => {
  const dirty = await select<DirtyPeriod>(
    store,
    `SELECT genre, debut, toString(empreinte) AS empreinte, 'tout' AS part FROM periode_sale
     WHERE genre IN {genres:Array(String)} ORDER BY debut`,
    { genres },
  )
  return dirty.sort((a, b) => ORDER.indexOf(a.genre) - ORDER.indexOf(b.genre))
}

/**
 * Makes these periods again, or as many of the first as begin within `forMs` milliseconds, at least one; returns how many. `now`
 * dates them.
 */
export const rebuildPeriods = async (
  store: Store,
  atelier: Atelier,
  periods: readonly DirtyPeriod[],
  now: () => number,
  done: (made: number) => void = () => {},
  forMs = Number.POSITIVE_INFINITY,
): Promise<number> => {
  if (periods.length === 0) return 0
  const started = performance.now()
  await placeSchools(store, atelier)
  let made = 0
  do {
    made += await makeTogether(store, atelier, periods.slice(made, made + PERIODS_TOGETHER), now)
    done(made)
  } while (made < periods.length && performance.now() - started < forMs)
  return made
}

/** Of the first of these periods, as many as are made together: what each is made of comes before it. */
const makeTogether = async (
  store: Store,
  atelier: Atelier,
  periods: readonly DirtyPeriod[],
  now: () => number,
): Promise<number> => {
  const some: Seen[] = []
  for (let persons = 0; some.length < periods.length && persons <= PERSONS_TOGETHER; ) {
    const period = periods[some.length] as DirtyPeriod
    const seen = await makeFigures(store, atelier, period)
    some.push({ ...period, ...seen })
    persons += seen.persons
  }
  await makeTerritories(store, atelier, some)
  await markMade(store, atelier, some, now)
  return some.length
}
/** A month of days: of 28,000 schools counted otherwise, under two million groups at once. */
const PERIODS_TOGETHER = 31
/** Of fewer, the engine takes longer to understand what it is asked than to do it. */
const PERSONS_TOGETHER = 100_000

/** Who was seen: rows of presence, and whether one of them may be of a person that another is of. */
type Persons = { persons: number; several: boolean }
type Seen = DirtyPeriod & Persons

const countPersons = async (store: Store, presence: string, { genre, debut }: DirtyPeriod): Promise<Persons> => {
  const query = `SELECT count() AS n, n > ${PERSONS_TOGETHER} OR uniqExact(visiteur) < n AS several
    FROM (SELECT visiteur FROM ${presence} WHERE genre = {genre:String} AND debut = {debut:Date} LIMIT ${PERSONS_TOGETHER + 1})`
  const [row] = await select<{ n: number | string; several: number }>(store, query, { genre, debut })
  return { persons: Number(row?.n), several: row?.several === 1 }
}

const markMade = async (store: Store, { sql }: Atelier, some: readonly DirtyPeriod[], now: () => number) => {
  const empreintes = some.map(({ part, empreinte }) => (part === 'tout' ? empreinte : ''))
  const query = read('marque').replace('@reconstruit', later('periode_reconstruite', 'reconstruit', now()))
  await store.command({ query: sql(query), query_params: { ...those(some), empreintes } })
}

/**
 * Counts the schools of the directory by the reference data of now; returns the periods that those place or count otherwise, the
 * latest first and days last. It looks at every period: to be called when they changed.
 */
export const movedPeriods = async (store: Store, atelier: Atelier): Promise<DirtyPeriod[]> => {
  await placeSchools(store, atelier)
  return select(
    store,
    `SELECT genre, debut, if(deplacee, 'territoires', 'comptage') AS part, '0' AS empreinte
     FROM periode_placee ORDER BY part, genre = 'jour', genre, debut DESC`,
  )
}

/** The directory as it is while periods are made aside; what depends on it and on the calendar alone is made again when it changed. */
const placeSchools = async (store: Store, atelier: Atelier): Promise<void> => {
  const { sql } = atelier
  const version = await referenceVersion(store)
  if (version === atelier.reference) return
  atelier.reference = null
  await countDirectory(store, sql)
  await remake(store, sql, 'semaine_alignee', ALIGN)
  await remake(store, sql, 'publiee_territoire', read('publiees'))
  atelier.reference = version
}

const countDirectory = async (store: Store, sql: Atelier['sql']): Promise<void> => {
  await empty(store, sql('ecole_placee_suivante'))
  await store.command({ query: sql(read('lieux')) })
  const [row] = await select<{ voulue: string; faite: string }>(store, sql(CENSUS))
  if (row?.voulue === row?.faite) return
  await empty(store, sql('recensement_suivant'))
  const query = sql(`INSERT INTO recensement_suivant ${ofAllSchools('recensement_ecoles')}`)
  await store.command({ query, query_params: { ...PARTOUT, du: '1970-01-01', au: '1970-01-01' } })
  // Places last: it is by them that what is counted is seen to be that of this directory.
  await swap(store, [
    whole('recensement', sql('recensement_suivant')),
    whole('ecole_placee', sql('ecole_placee_suivante')),
  ])
}
const CENSUS = `SELECT toString((SELECT sum(recensee) FROM ecole_placee_suivante)) AS voulue,
  toString((SELECT sum(recensee) FROM ecole_placee)) AS faite`

/** What is made of reference data alone, swapped in when a row of it changed. */
const remake = async (store: Store, sql: Atelier['sql'], table: string, query: string): Promise<void> => {
  const aside = sql(`${table}_suivante`)
  await empty(store, aside)
  await store.command({ query: sql(query) })
  const [row] = await select<{ autres: number }>(
    store,
    `SELECT (SELECT sum(empreinte) FROM ${aside}) != (SELECT sum(empreinte) FROM ${table}) AS autres`,
  )
  if (row?.autres === 1) await swap(store, [whole(table, aside)])
}
/** The weeks of the school calendar in the académies of the directory. */
const ALIGN = read('semaines_alignees').replace(
  '@conges',
  viewTextFrom('conges_portee', { ecoles_portee: 'ecole_placee_suivante' }),
)

const whole = (table: string, from: string): Made => ({ table, from, partitions: ['tuple()'] })

const makeFigures = async (store: Store, { sql }: Atelier, period: DirtyPeriod): Promise<Persons> => {
  const { genre, debut, part } = period
  if (part === 'comptage') return { persons: 0, several: false }
  if (part === 'territoires') return countPersons(store, 'presence', period)
  const [presence, groupe] = [sql('presence_suivante'), sql('groupe_suivant')]
  for (const table of [presence, groupe]) await empty(store, table)
  const { source, seances, visites } = GENRES[genre]
  const query_params = { genre, debut, fin: lastDayOf(genre, debut), source, ...GROUPS }
  await store.command({ query: sql(read('presence').replace('@seances\n', read(seances))), query_params })
  const seen = await countPersons(store, presence, period)
  const figures = read('groupe')
    .replace('@visites\n', read(visites))
    .replace('@doubles\n', seen.several ? read('doubles') : '')
    .replace('@fois', seen.several ? 'd.doubles' : '[emptyArrayUInt64()]')
  await store.command({ query: sql(figures), query_params })
  const partitions = [partitionOf(period)]
  await swap(store, [
    { table: 'presence', from: presence, partitions },
    { table: 'groupe', from: groupe, partitions },
  ])
  return seen
}

/** What these periods say of schools and territories, once their figures are in their place. */
const makeTerritories = async (store: Store, { sql }: Atelier, some: readonly Seen[]): Promise<void> => {
  const write = async (query: string, periods: readonly Seen[]) => {
    const query_params = { ...PARTOUT, ...GROUPS, ...those(periods) }
    if (periods.length > 0) await store.command({ query: sql(query), query_params })
  }
  const make = async (
    table: string,
    aside: string,
    made: readonly Seen[],
    fill: () => Promise<void>,
  ): Promise<Made> => {
    await empty(store, sql(aside))
    await fill()
    return { table, from: sql(aside), partitions: made.map(partitionOf) }
  }
  const whole = some.filter(({ part }) => part === 'tout')
  await swap(store, [
    await make('ecole_periode', 'ecole_periode_suivante', whole, () => write(read('ecole_periode'), whole)),
  ])
  const placed = some.filter(({ part }) => part !== 'comptage')
  await swap(store, [
    await make('mesure_territoire', 'mesures_suivantes', placed, async () => {
      // Once who was seen is purged, the users drawn from it stay as they are.
      const isKnown = ({ part, persons }: Seen) => part === 'tout' || persons > 0
      const [known, purged] = [placed.filter(isKnown), placed.filter((period) => !isKnown(period))]
      await write(territories('utilisateurs_par_code', known.some(({ several }) => several) ? read('trop') : ''), known)
      await write(territories('emptyArrayUInt64()'), purged)
      await write(read('territoires_gardes'), purged)
    }),
    await make('comptage', 'comptage_suivant', some, () => write(COUNTS, some)),
  ])
}

const territories = (utilisateurs: string, trop = ''): string =>
  read('territoires').replace('@utilisateurs', utilisateurs).replace('@trop\n', trop)

const ofAllSchools = (view: string): string =>
  narrow(viewTextFrom(view, { ecole_recensee: 'ecole_placee_suivante' }), { ...PARTOUT, genre: undefined })

const OF_ONE_KIND = 'genre = {genre:String} AND debut BETWEEN {du:Date} AND {au:Date}'
const COUNTS = `INSERT INTO comptage_suivant ${ofAllSchools('comptage_ecoles').replace(OF_ONE_KIND, read('periodes'))}`

const empty = (store: Store, table: string) => store.command({ query: `TRUNCATE TABLE ${table}` })

const partitionOf = ({ genre, debut }: DirtyPeriod): string => `('${genre}','${debut}')`

const those = (some: readonly DirtyPeriod[]) => ({
  genres: some.map(({ genre }) => genre),
  debuts: some.map(({ debut }) => debut),
})

export const lastDayOf = (genre: Genre, debut: string): string => {
  if (genre === 'jour') return debut
  if (genre === 'semaine') return addDays(debut, 6)
  const [year, month] = [Number(debut.slice(0, 4)), Number(debut.slice(5, 7))]
  const next = genre === 'mois' ? Date.UTC(year, month, 1) : Date.UTC(year + 1, month - 1, 1)
  return addDays(new Date(next).toISOString().slice(0, 10), -1)
}
