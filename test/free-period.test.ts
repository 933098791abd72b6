// A free period is read of school years, months and weeks where it holds them whole: whatever its bounds, that is each of its days
// once. Figures of its own, in which a day is one school and a number of visits.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { narrow } from '../schema/narrow.ts'
import { type Store, select } from '../schema/store.ts'
import { PARTOUT, viewText } from '../schema/views.ts'
import { openInstall } from './helper.ts'

const [FIRST, LAST] = ['2025-05-20', '2026-10-10']
/** A period that begins on these days is made of those of the same one. */
const PERIODS = {
  jour: 'jour',
  semaine: 'toMonday(jour)',
  mois: 'toStartOfMonth(jour)',
  annee: 'addMonths(toStartOfYear(addMonths(jour, -7)), 7)',
}
const DAYS = `SELECT toDate('${FIRST}') + number AS jour, toString(jour) AS uai, 1 + toUInt64(jour) % 89 AS visites
  FROM numbers(toDate('${LAST}') - toDate('${FIRST}') + 1)`
const MANY = 'SETTINGS max_partitions_per_insert_block = 0'

let install: Awaited<ReturnType<typeof openInstall>>
let store: Store
beforeAll(async () => {
  install = await openInstall()
  store = install.store
  for (const table of ['etablissement', 'ecole_placee'])
    await store.command({ query: `INSERT INTO ${table} (uai) SELECT uai FROM (${DAYS})` })
  for (const [genre, debut] of Object.entries(PERIODS)) {
    await store.command({
      query: `INSERT INTO mesure_territoire (genre, debut, niveau, dimension, visites) ${MANY}
        SELECT '${genre}', ${debut} AS debut, 'france', 'total', sum(d.visites) FROM (${DAYS}) AS d GROUP BY debut`,
    })
    await store.command({
      query: `INSERT INTO ecole_periode (genre, debut, uai, visites) ${MANY}
        SELECT '${genre}', ${debut} AS debut, uai, d.visites FROM (${DAYS}) AS d`,
    })
  }
}, 120_000)
afterAll(() => install?.close())

const bound = fc
  .date({ min: new Date(FIRST), max: new Date(LAST), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
/** Where a period ends and another begins. */
const edge = fc.constantFrom(
  '2025-07-31',
  '2025-08-01',
  '2025-09-01',
  '2025-12-31',
  '2026-06-01',
  '2026-07-31',
  '2026-08-01',
)
const one = fc.oneof(bound, edge)

test('each of its days is read once, whatever whole periods it holds', async () => {
  await fc.assert(
    fc.asyncProperty(one, one, async (a, b) => {
      const [du, au] = [a, b].sort() as [string, string]
      const args = { ...PARTOUT, genre: 'semaine', du, au }
      const [free] = await select(
        store,
        narrow(`SELECT visites, ecoles_vues FROM (${viewText('periode_libre')})`, args),
        args,
      )
      const days = `SELECT sum(visites) AS visites, count() AS ecoles_vues FROM (${DAYS}) AS d WHERE jour BETWEEN {du:Date} AND {au:Date}`
      expect([free]).toEqual(await select(store, days, args))
    }),
    { numRuns: 80, seed: 7 },
  )
})
