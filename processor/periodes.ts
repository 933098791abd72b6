// The figures of days, weeks, months and school years, made from what was rebuilt (design §3, §6): counts by school and
// territory, and who was seen, so that users are exact. A period is marked as made last: killed before, it is dirty still.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addDays } from '../schema/clock.ts'
import { type Store, select } from '../schema/store.ts'
import { APPAREILS, NAVIGATEURS, PROFILS, SERVICES, SYSTEMES } from '../schema/vocabulary.ts'
import type { Atelier } from './atelier.ts'
import { later, swap } from './swap.ts'

/** A statement of processor/sql, in which `@name` stands for an expression of its own file. */
const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'sql', `${name}.sql`), 'utf8').replace(
    /@(par_code|dimensions|personnes|doubles)\b/g,
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

const TABLES = { groupe: 'groupe_suivant', ecole_periode: 'ecole_periode_suivante', presence: 'presence_suivante' }

/** The codes of each dimension, each at its place in the arrays of `groupe`. */
const DIMENSIONS: Record<string, readonly string[]> = {
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

/** A period to make again; `deplacee`: only its territories, whose schools the directory moved. */
export type DirtyPeriod = { genre: Genre; debut: string; empreinte: string; deplacee: number }

/** Dirty periods of these kinds, in the order in which to make them. */
export const dirtyPeriods = async (store: Store, genres: readonly Genre[] = ORDER): Promise<DirtyPeriod[]> => {
  const dirty = await select<DirtyPeriod>(
    store,
    `SELECT genre, debut, toString(empreinte) AS empreinte, 0 AS deplacee FROM periode_sale
     WHERE genre IN {genres:Array(String)} ORDER BY debut`,
    { genres },
  )
  return dirty.sort((a, b) => ORDER.indexOf(a.genre) - ORDER.indexOf(b.genre))
}

/** Periods whose schools are elsewhere by today's directory. It looks at every period: to be called when that changed. */
export const movedPeriods = (store: Store): Promise<DirtyPeriod[]> =>
  select(
    store,
    'SELECT genre, debut, toString(empreinte) AS empreinte, 1 AS deplacee FROM periode_deplacee ORDER BY genre, debut',
  )

/** Makes these periods again. `now` dates them. */
export const rebuildPeriods = async (
  store: Store,
  atelier: Atelier,
  periods: readonly DirtyPeriod[],
  now: () => number,
  done: (period: DirtyPeriod) => void = () => {},
): Promise<void> => {
  if (periods.length === 0) return
  await empty(store, atelier.sql('lieu_suivant'))
  await store.command({ query: atelier.sql(read('lieux')) })
  for (const period of periods) {
    const { genre, debut, empreinte, deplacee } = period
    if (deplacee === 0) await makeFigures(store, atelier, period)
    await makeTerritories(store, atelier, period)
    const query = `INSERT INTO periode_reconstruite SELECT '${genre}', '${debut}', ${empreinte}, (${PLACES}), ${later('periode_reconstruite', 'reconstruit', now())}`
    await store.command({ query: atelier.sql(query), query_params: { genre, debut } })
    done(period)
  }
}
const PLACES = `SELECT sum(empreinte) FROM ecole_periode INNER JOIN lieu_suivant USING (uai)
  WHERE genre = {genre:String} AND debut = {debut:Date}`

const makeFigures = async (store: Store, { sql }: Atelier, { genre, debut }: DirtyPeriod): Promise<void> => {
  for (const table of Object.values(TABLES)) await empty(store, sql(table))
  const { source, seances, visites } = GENRES[genre]
  const query_params = { genre, debut, fin: lastDayOf(genre, debut), source, ...GROUPS }
  await store.command({ query: sql(read('presence').replace('@seances\n', read(seances))), query_params })
  await store.command({ query: sql(read('groupe').replace('@visites\n', read(visites))), query_params })
  await store.command({ query: sql(read('ecole_periode')) })
  for (const [table, from] of Object.entries(TABLES)) await swap(store, table, sql(from), partitionOf(genre, debut))
}

const makeTerritories = async (store: Store, { sql }: Atelier, period: DirtyPeriod): Promise<void> => {
  const { genre, debut, deplacee } = period
  const query_params = { genre, debut, ...GROUPS }
  await empty(store, sql('territoire_suivant'))
  await store.command({ query: sql(read('territoire')), query_params })
  await swap(store, 'territoire', sql('territoire_suivant'), partitionOf(genre, debut))
  // Once who was seen is purged, the users drawn from it stay as they are.
  if (deplacee !== 0 && !(await hasPresence(store, genre, debut))) return
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
