// The figures of days, weeks, months and school years, made from what was rebuilt (design §3, §6): counts by school and
// territory, and who was seen, so that users are exact. A period is marked as made last: killed before, it is dirty still.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addDays } from '../schema/clock.ts'
import { type Store, select } from '../schema/store.ts'
import { APPAREILS, NAVIGATEURS, PROFILS, SERVICES, SYSTEMES } from '../schema/vocabulary.ts'
import type { Atelier } from './atelier.ts'
import { later, swap } from './swap.ts'

const read = (name: string) => readFileSync(join(import.meta.dirname, 'sql', `${name}.sql`), 'utf8')

/** What each kind of period is made of: the visits of a day, the days of a week or a month, the months of a school year. */
const GENRES = {
  jour: { source: null, presence: 'presence_jour', groupes: ['groupes_jour', 'groupes_services_jour'] },
  semaine: { source: 'jour', presence: 'presence', groupes: ['groupes'] },
  mois: { source: 'jour', presence: 'presence', groupes: ['groupes'] },
  annee: { source: 'mois', presence: 'presence', groupes: ['groupes'] },
} as const
export type Genre = keyof typeof GENRES
/** In the order in which they are made: what a period is made of comes before it. */
const ORDER = Object.keys(GENRES) as Genre[]

const TABLES = { periode: 'periode_suivante', ecole_periode: 'ecole_periode_suivante', presence: 'presence_suivante' }

/** The groups of `periode`, numbered from 1 while they are made: each dimension's codes follow those of the one before. */
const DIMENSIONS: readonly [dimension: string, codes: readonly string[]][] = [
  ['total', ['']],
  ['profil', PROFILS],
  ['service', SERVICES],
  ['appareil', APPAREILS],
  ['os', SYSTEMES],
  ['navigateur', NAVIGATEURS],
  ['profil_appareil', PROFILS.flatMap((profil) => APPAREILS.map((appareil) => `${profil} ${appareil}`))],
  ['profil_service', PROFILS.flatMap((profil) => SERVICES.map((service) => `${profil} ${service}`))],
]
const GROUPS = {
  dimensions: DIMENSIONS.flatMap(([dimension, codes]) => codes.map(() => dimension)),
  codes: DIMENSIONS.flatMap(([, codes]) => codes),
  /** Groups before those of each dimension after the total. */
  avant: DIMENSIONS.slice(1).map((_, i) =>
    DIMENSIONS.slice(0, i + 1).reduce((sum, [, codes]) => sum + codes.length, 0),
  ),
  services: SERVICES.length,
  appareils: APPAREILS.length,
  systemes: SYSTEMES.length,
  navigateurs: NAVIGATEURS.length,
}
/** Codes in the order of their numbers, which are the bits of `presence`. */
const CODES = { services: SERVICES, appareils: APPAREILS, systemes: SYSTEMES, navigateurs: NAVIGATEURS }

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
  atelier: Atelier,
  periods: readonly DirtyPeriod[],
  now: () => number,
  done: (period: DirtyPeriod) => void = () => {},
): Promise<void> => {
  for (const period of periods) {
    if (period.territoires_seuls === 0) await makeFigures(store, atelier, period)
    await makeTerritories(store, atelier, period)
    await store.command({
      query: `INSERT INTO periode_reconstruite SELECT '${period.genre}', '${period.debut}', ${period.empreinte}, ${period.territoires}, ${later('periode_reconstruite', 'reconstruit', now())}`,
    })
    done(period)
  }
}

const makeFigures = async (store: Store, { sql }: Atelier, { genre, debut }: DirtyPeriod): Promise<void> => {
  for (const table of Object.values(TABLES)) await empty(store, sql(table))
  const { source, presence, groupes } = GENRES[genre]
  const query_params = { genre, debut, fin: lastDayOf(genre, debut), source, ...GROUPS }
  await store.command({ query: sql(read(presence)), query_params })
  const sources = [...groupes, 'personnes_profil', 'personnes'].map(read)
  await store.command({ query: sql(read('periode').replace(/@sources$/m, sources.join(' UNION ALL '))), query_params })
  await store.command({ query: sql(read('ecole_periode')) })
  for (const [table, from] of Object.entries(TABLES)) await swap(store, table, sql(from), partitionOf(genre, debut))
}

const makeTerritories = async (store: Store, { sql }: Atelier, { genre, debut }: DirtyPeriod): Promise<void> => {
  const query_params = { genre, debut, ...CODES }
  await empty(store, sql('territoire_suivant'))
  await store.command({ query: sql(read('territoire')), query_params })
  await swap(store, 'territoire', sql('territoire_suivant'), partitionOf(genre, debut))
  // Once who was seen is purged, the users drawn from it stay as they are.
  if (!(await hasPresence(store, genre, debut))) return
  await empty(store, sql('utilisateurs_suivants'))
  await store.command({ query: sql(read('utilisateurs')), query_params })
  await swap(store, 'utilisateurs', sql('utilisateurs_suivants'), partitionOf(genre, debut))
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
