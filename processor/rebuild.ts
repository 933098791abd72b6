// Rebuilds dirty days from their markers and swaps them in whole (design §2.4, §3); their figures come next (periodes.ts).
// A day is marked as rebuilt last: killed at any moment, it is dirty still and is rebuilt again, to the same rows.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addDays, instantOf } from '../schema/clock.ts'
import { type Store, select } from '../schema/store.ts'
import { FUSEAUX } from '../schema/vocabulary.ts'
import type { Atelier } from './atelier.ts'
import { later, swap } from './swap.ts'

const read = (name: string) => readFileSync(join(import.meta.dirname, 'sql', name), 'utf8')
const VISITES = read('visites.sql')
const DECOMPTE = read('decompte.sql')

/** The hour at which a visit that goes on is cut (design §3: a forgotten screen that refreshes itself). */
const COUPURE_HOUR = 4

export type DirtyDay = { jour: string; vus: string; generation: number }

const DAY = 'SELECT jour, toString(vus) AS vus, generation'

export const dirtyDays = (store: Store): Promise<DirtyDay[]> => select(store, `${DAY} FROM jour_sale ORDER BY jour`)

/** The days from `du` to `au` that have markers, dirty or not; a purged one can't be rebuilt and is left out. */
export const daysBetween = (store: Store, du: string, au: string): Promise<DirtyDay[]> =>
  select(
    store,
    `${DAY} FROM jour_juge WHERE jour BETWEEN {du:Date} AND {au:Date} AND propres > 0 AND jour NOT IN (SELECT jour FROM purge) ORDER BY jour`,
    { du, au },
  )

/**
 * Rebuilds these days; `done` hears of each. A day is said to be made of what was counted when it was found, before its
 * markers are read: those that come meanwhile leave it dirty. They are in the store before they are counted (process.ts), so
 * that none is counted and left out.
 */
export const rebuild = async (
  store: Store,
  atelier: Atelier,
  days: readonly DirtyDay[],
  now: () => number,
  done: (jour: string) => void = () => {},
): Promise<void> => {
  for (const day of days) {
    await rebuildDay(store, atelier, day.jour)
    await remember(store, day, now())
    done(day.jour)
  }
}

const rebuildDay = async (store: Store, { sql }: Atelier, jour: string): Promise<void> => {
  for (const table of ['visit_suivant', 'juge_suivant', 'decompte_suivant'])
    await store.command({ query: sql(`TRUNCATE TABLE ${table}`) })
  const next = addDays(jour, 1)
  const query_params = {
    jour,
    minuit: FUSEAUX.map((fuseau) => instantOf(jour, 0, fuseau)),
    coupure: FUSEAUX.map((fuseau) => instantOf(jour, COUPURE_HOUR, fuseau)),
    minuit_suivant: FUSEAUX.map((fuseau) => instantOf(next, 0, fuseau)),
    coupure_suivante: FUSEAUX.map((fuseau) => instantOf(next, COUPURE_HOUR, fuseau)),
  }
  await store.command({ query: sql(VISITES), query_params })
  await store.command({ query: sql(DECOMPTE), query_params: { jour } })
  await swap(store, [
    { table: 'visit', from: sql('visit_suivant'), partitions: [`'${jour}'`] },
    { table: 'decompte_jour', from: sql('decompte_suivant'), partitions: [jour.slice(0, 7).replace('-', '')] },
  ])
}

/** Dated later than any before, whatever the clock says: the last one written is what the day is made of. */
const remember = (store: Store, { jour, vus, generation }: DirtyDay, now: number) =>
  store.command({
    query: `INSERT INTO jour_reconstruit SELECT '${jour}', ${vus}, ${generation}, ${later('jour_reconstruit', 'reconstruit', now)}`,
  })
