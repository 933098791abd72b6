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
    const some = madeTogether(periods.slice(made))
    for (const period of some) {
      if (period.part === 'tout') await makeFigures(store, atelier, period)
      if (period.part !== 'comptage') await makeTerritories(store, atelier, period)
    }
    await makeCounts(store, atelier, some)
    await markMade(store, atelier, some, now)
    made += some.length
    done(made)
  } while (made < periods.length && performance.now() - started < forMs)
  return made
}

const markMade = async (store: Store, { sql }: Atelier, some: readonly DirtyPeriod[], now: () => number) => {
  const [{ genre, part, empreinte }] = some as [DirtyPeriod]
  const query = `INSERT INTO periode_reconstruite SELECT '${genre}', debut, ${part === 'tout' ? empreinte : 'faite.empreinte'},
      lieux.territoires, lieux.recensement, ${later('periode_reconstruite', 'reconstruit', now())}
    FROM (SELECT arrayJoin({debuts:Array(Date)}) AS debut) AS d
    LEFT JOIN
    (
        SELECT debut, sum(l.empreinte) AS territoires, sum(l.recensee) AS recensement
        FROM ecole_periode INNER JOIN lieu_suivant AS l USING (uai)
        WHERE genre = {genre:String} AND debut IN {debuts:Array(Date)} GROUP BY debut
    ) AS lieux USING (debut)
    LEFT JOIN
    (
        SELECT debut, argMax(p.empreinte, p.reconstruit) AS empreinte
        FROM periode_reconstruite AS p WHERE genre = {genre:String} GROUP BY debut
    ) AS faite USING (debut)`
  await store.command({ query: sql(query), query_params: { genre, debuts: some.map(({ debut }) => debut) } })
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

/** Of these periods, the first ones, which are made again together. */
const madeTogether = (periods: readonly DirtyPeriod[]): readonly DirtyPeriod[] => {
  const [first] = periods
  const other = periods.findIndex(({ part, genre }) => part !== 'comptage' || genre !== first?.genre)
  return periods.slice(0, other === -1 ? COUNTED_TOGETHER : Math.min(Math.max(other, 1), COUNTED_TOGETHER))
}
/** A month of days: of 28,000 schools, under two million groups at once. */
const COUNTED_TOGETHER = 31

/** The directory as it is while periods are made aside; what it counts is made again when anything of it changed. */
const placeSchools = async (store: Store, { sql }: Atelier): Promise<void> => {
  await empty(store, sql('lieu_suivant'))
  await store.command({ query: sql(read('lieux')) })
  const [row] = await select<{ voulue: string; faite: string }>(store, sql(CENSUS))
  if (row?.voulue === row?.faite) return
  await empty(store, sql('recensement_suivant'))
  const query = sql(
    `INSERT INTO recensement_suivant SELECT *, ${row?.voulue} FROM (${ofAllSchools('recensement_ecoles')})`,
  )
  await store.command({ query, query_params: { ...PARTOUT, du: '1970-01-01', au: '1970-01-01' } })
  await swap(store, 'recensement', sql('recensement_suivant'), 'tuple()')
}
const CENSUS = `SELECT toString((SELECT sum(recensee) FROM lieu_suivant)) AS voulue,
  toString((SELECT any(empreinte) FROM recensement)) AS faite`

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
  const { genre, debut, part } = period
  const query_params = { genre, debut, ...GROUPS }
  await empty(store, sql('territoire_suivant'))
  await store.command({ query: sql(read('territoire')), query_params })
  await swap(store, 'territoire', sql('territoire_suivant'), partitionOf(genre, debut))
  // Once who was seen is purged, the users drawn from it stay as they are.
  if (part !== 'tout' && !(await hasPresence(store, genre, debut))) return
  await empty(store, sql('utilisateurs_suivants'))
  await store.command({ query: sql(read('utilisateurs')), query_params })
  await swap(store, 'utilisateurs_territoire', sql('utilisateurs_suivants'), partitionOf(genre, debut))
}

/** Counts the schools seen in these periods, of one kind. */
const makeCounts = async (store: Store, { sql }: Atelier, periods: readonly DirtyPeriod[]): Promise<void> => {
  const { genre } = periods[0] as DirtyPeriod
  const days = periods.map(({ debut }) => debut).sort()
  await empty(store, sql('comptage_suivant'))
  const query = sql(`INSERT INTO comptage_suivant SELECT {genre:String}, * FROM (${ofAllSchools('comptage_ecoles')})`)
  await store.command({ query, query_params: { ...PARTOUT, genre, du: days[0], au: days.at(-1) } })
  for (const debut of days)
    await swap(store, 'comptage', sql('comptage_suivant'), partitionOf(genre, debut), `debut = '${debut}'`)
}

const ofAllSchools = (view: string): string =>
  narrow(viewTextFrom(view, { ecole_recensee: 'lieu_suivant' }), { ...PARTOUT, genre: undefined })

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
