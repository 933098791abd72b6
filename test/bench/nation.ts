// A store as a national one is once its periods are made: 66,000 lines of directory, 28,000 schools seen, counts of every
// group by school and territory, users by territory. Made in SQL, the same at every run; no marker and nobody in it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openAtelier } from '../../processor/atelier.ts'
import { DIMENSIONS, movedPeriods, rebuildPeriods } from '../../processor/periodes.ts'
import { addDays, mondayOf, parisDay, schoolYearStart } from '../../schema/clock.ts'
import { migrate } from '../../schema/migrate.ts'
import { openStore, type Store } from '../../schema/store.ts'
import { DIRECTORY_LINES, SCHOOLS, uaiOf } from './invented.ts'

const GROUPS = {
  dimensions: Object.keys(DIMENSIONS),
  codes: Object.values(DIMENSIONS),
  places: Object.entries(DIMENSIONS).flatMap(([dimension, codes]) => codes.map((code) => `${dimension}|${code}`)),
}

/** As many as there are, each of three départements or four: nearly a thousand schools, or more. */
const ACADEMIES = 30

export type Nation = { store: Store; close: () => Promise<void> }

/** A period of the store; groups by school are made for the first `detailed` of them, totals for all. */
export type Period = { genre: string; debut: string; detailed: number }

export const openNation = async (
  folder: string,
  periods: readonly Period[],
  schools = SCHOOLS,
  academies = ACADEMIES,
): Promise<Nation> => {
  const store = await openStore(`chdb:${folder}`)
  await migrate(store)
  await layDirectory(store, schools, academies)
  for (const period of periods) await runSql(store, 'period', { ...period, ...groupsOf(period), schools })
  await runSql(store, 'placed', {})
  const atelier = await openAtelier(store, null, false)
  await rebuildPeriods(store, atelier, await movedPeriods(store, atelier), () => NOW)
  return { store, close: () => store.close() }
}

/** The lines of a national directory, of which so many schools are in a projet, and what else is imported. */
export const layDirectory = (store: Store, schools = SCHOOLS, academies = ACADEMIES): Promise<void> =>
  runSql(store, 'nation', { lines: DIRECTORY_LINES, schools, academies })

/** Days have their totals alone: what matters of them here is that every question passes over their parts. */
const groupsOf = ({ genre }: Period) => (genre === 'jour' ? { ...GROUPS, places: ['total|'] } : GROUPS)

const runSql = async (store: Store, name: string, query_params: Record<string, unknown>): Promise<void> => {
  const statements = readFileSync(join(import.meta.dirname, 'sql', `${name}.sql`), 'utf8').split(';\n')
  for (const query of statements) if (query.trim() !== '') await store.command({ query, query_params })
}

/** The school that is asked about, of those whose groups are made in every period. */
export const ECOLE = uaiOf(0)
/** Two school years before the current one, up to the week that runs. */
const FIRST = '2024-09-01'
export const NOW = Date.parse('2026-12-01T06:00:00Z')
/** Groups of older periods are read of one school at a time: enough schools to fill what is read beside it. */
const NEIGHBOURS = 1_400

/** Every period of two school years and of the one that runs, the ledger and the ministry's files beside. */
export const openTwoYears = async (folder: string): Promise<Nation> => {
  const days: string[] = []
  for (let day = FIRST; day <= parisDay(NOW); day = addDays(day, 1)) days.push(day)
  const firsts = { jour: (day: string) => day, semaine: mondayOf, mois: firstOfMonth, annee: schoolYearStart }
  const periods = Object.entries(firsts).flatMap(([genre, first]) =>
    [...new Set(days.map(first))].map((debut) => {
      const detailed = genre === 'jour' ? 0 : debut < addDays(parisDay(NOW), -180) ? NEIGHBOURS : SCHOOLS
      return { genre, debut, detailed }
    }),
  )
  const nation = await openNation(folder, periods)
  await runSql(nation.store, 'two_years', { days: days.length, uai: ECOLE, schools: SCHOOLS, places: GROUPS.places })
  // By its calendar.
  await movedPeriods(nation.store, await openAtelier(nation.store, null, false))
  return nation
}
const firstOfMonth = (day: string) => `${day.slice(0, 7)}-01`
