// The figures of days, weeks, months and school years, made from what was rebuilt (design §3, §6): counts by school and
// territory, and who was seen, so that users are exact. A period is marked as made last: killed before, it is dirty still.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addDays } from '../schema/clock.ts'
import { type Store, select } from '../schema/store.ts'
import { APPAREILS, NAVIGATEURS, SERVICES, SYSTEMES } from '../schema/vocabulary.ts'
import { swap } from './swap.ts'

const sql = (name: string) => readFileSync(join(import.meta.dirname, 'sql', `${name}.sql`), 'utf8')

/** What each kind of period is made of: the visits of a day, the days of a week or a month, the months of a school year. */
const GENRES = {
  jour: { source: null, steps: ['presence_jour', 'groupes_jour', 'groupes_services_jour'] },
  semaine: { source: 'jour', steps: ['presence', 'groupes'] },
  mois: { source: 'jour', steps: ['presence', 'groupes'] },
  annee: { source: 'mois', steps: ['presence', 'groupes'] },
} as const
export type Genre = keyof typeof GENRES
/** In the order in which they are made: what a period is made of comes before it. */
const ORDER = Object.keys(GENRES) as Genre[]

const USERS = ['utilisateurs_profil', 'utilisateurs_total', 'periode', 'ecole_periode']
const TABLES = { periode: 'periode_suivante', ecole_periode: 'ecole_periode_suivante', presence: 'presence_suivante' }

export type DirtyPeriod = {
  genre: Genre
  debut: string
  empreinte: string
  territoires: string
  territoires_seuls: number
}

/** Dirty periods of these kinds, in the order in which to make them. */
export const dirtyPeriods = async (store: Store, genres: readonly Genre[] = ORDER): Promise<DirtyPeriod[]> => {
  const dirty = await select<DirtyPeriod>(
    store,
    `SELECT genre, debut, toString(empreinte) AS empreinte, toString(territoires) AS territoires, territoires_seuls
     FROM periode_sale WHERE genre IN {genres:Array(String)} ORDER BY debut`,
    { genres },
  )
  return dirty.sort((a, b) => ORDER.indexOf(a.genre) - ORDER.indexOf(b.genre))
}

/** Makes these periods again. `now` dates them. */
export const rebuildPeriods = async (
  store: Store,
  periods: readonly DirtyPeriod[],
  now: () => number,
  done: (period: DirtyPeriod) => void = () => {},
): Promise<void> => {
  for (const period of periods) {
    if (period.territoires_seuls === 0) await makeFigures(store, period)
    await makeTerritories(store, period)
    await store.command({
      query: `INSERT INTO periode_reconstruite VALUES ('${period.genre}', '${period.debut}', ${period.empreinte}, ${period.territoires}, ${now()} / 1000)`,
    })
    done(period)
  }
}

const makeFigures = async (store: Store, { genre, debut }: DirtyPeriod): Promise<void> => {
  for (const table of ['groupe_suivant', ...Object.values(TABLES)]) await empty(store, table)
  const query_params = {
    genre,
    debut,
    fin: lastDayOf(genre, debut),
    source: GENRES[genre].source,
    services: SERVICES,
    appareils: APPAREILS,
    systemes: SYSTEMES,
    navigateurs: NAVIGATEURS,
  }
  for (const step of [...GENRES[genre].steps, ...USERS]) await store.command({ query: sql(step), query_params })
  for (const [table, from] of Object.entries(TABLES)) await swap(store, table, from, partitionOf(genre, debut))
}

const makeTerritories = async (store: Store, { genre, debut }: DirtyPeriod): Promise<void> => {
  const query_params = { genre, debut }
  await empty(store, 'territoire_suivant')
  await store.command({ query: sql('territoire'), query_params })
  await swap(store, 'territoire', 'territoire_suivant', partitionOf(genre, debut))
  // Once who was seen is purged, the users drawn from it stay as they are.
  if (!(await hasPresence(store, genre, debut))) return
  await empty(store, 'utilisateurs_suivants')
  await store.command({ query: sql('utilisateurs'), query_params })
  await swap(store, 'utilisateurs', 'utilisateurs_suivants', partitionOf(genre, debut))
}

const empty = (store: Store, table: string) => store.command({ query: `TRUNCATE TABLE ${table}` })

const partitionOf = (genre: Genre, debut: string): string => `('${genre}', '${debut}')`

const hasPresence = async (store: Store, genre: Genre, debut: string): Promise<boolean> => {
  const query = 'SELECT 1 AS un FROM presence WHERE genre = {genre:String} AND debut = {debut:Date} LIMIT 1'
  return (await select(store, query, { genre, debut })).length > 0
}

export const lastDayOf = (genre: Genre, debut: string): string => {
  if (genre === 'jour') return debut
  if (genre === 'semaine') return addDays(debut, 6)
  const [year, month] = [Number(debut.slice(0, 4)), Number(debut.slice(5, 7))]
  const next = genre === 'mois' ? Date.UTC(year, month, 1) : Date.UTC(year + 1, month - 1, 1)
  return addDays(new Date(next).toISOString().slice(0, 10), -1)
}
