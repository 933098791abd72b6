// What the pages keep of the answers that they read, so that readers who ask the same share one question.
import { afterEach, expect, test } from 'vitest'
import { openLecteur } from '../dashboards/pages/lecture.ts'
import type { Store } from '../schema/store.ts'
import { NOW, openInstall } from './helper.ts'

let install: Awaited<ReturnType<typeof openInstall>>
afterEach(() => install.close())

/** The store, and what was asked of it besides the version of its figures. */
const listening = () => {
  const asked: unknown[] = []
  const store = new Proxy(install.store, {
    get: (real, name) => {
      if (name !== 'query') return Reflect.get(real, name)
      return (question: { query: string; query_params: { n?: number } }) => {
        asked.push(question.query_params.n)
        return real.query(question as never)
      }
    },
  }) as Store
  return { asked, store }
}

test('answers are shared, and kept up to so many rows: the oldest are asked again', async () => {
  install = await openInstall()
  const { asked, store } = listening()
  const lire = openLecteur([store], () => NOW)
  const large = async (n: number) => {
    const rows = await lire('SELECT {n:UInt8} AS n, number FROM numbers(60000)', { n })
    expect([rows.length, rows[0]?.n]).toEqual([60_000, n])
  }
  for (const n of [1, 2, 3, 4, 5]) await Promise.all([large(n), large(n)])
  await large(5)
  await large(3)
  expect(asked).toEqual([undefined, 1, 2, 3, 4, 5])
  await large(1)
  expect(asked).toEqual([undefined, 1, 2, 3, 4, 5, 1])
})

test('an answer is kept as long as what it is made of stands, whatever the day that runs becomes', async () => {
  install = await openInstall()
  const { asked, store } = listening()
  let now = NOW
  const lire = openLecteur([store], () => now)
  const CLOSED = { genre: 'semaine', du: '2026-11-16', au: '2026-11-16' }
  const questions = [
    ['SELECT 1 AS n FROM ecole_periode', { ...CLOSED, n: 1 }],
    ['SELECT 2 AS n FROM ecole_periode', { ...CLOSED, au: '2026-11-25', n: 2 }],
    ['SELECT count() AS n FROM recu', { ...CLOSED, n: 3 }],
    ["SELECT 4 AS n FROM ecole_periode WHERE genre = 'jour'", { ...CLOSED, au: '2026-11-22', n: 4 }],
    ['SELECT count() AS n FROM marquage', { ...CLOSED, n: 5 }],
    ['SELECT count() AS n FROM projet', { n: 6 }],
  ] as const
  /** Which of them the store is asked, once `change` is seen. */
  const askedAfter = async (change?: string) => {
    if (change !== undefined) await install.store.command({ query: change })
    now += 5_000
    asked.length = 0
    for (const [query, params] of questions) await lire(query, params)
    return asked.slice(1)
  }
  const made = (genre: string, debut: string, time: string) =>
    `INSERT INTO periode_reconstruite (genre, debut, empreinte, territoires, reconstruit)
     VALUES ('${genre}', '${debut}', 1, 1, '2026-11-25 ${time}')`
  expect(await askedAfter()).toEqual([1, 2, 3, 4, 5, 6])
  expect(await askedAfter()).toEqual([])
  expect(await askedAfter(made('semaine', '2026-11-23', '12:00:00'))).toEqual([2, 5, 6])
  expect(await askedAfter(made('jour', '2026-11-22', '12:01:00'))).toEqual([4, 5, 6])
  expect(await askedAfter(made('semaine', '2026-11-09', '12:02:00'))).toEqual([1, 2, 4, 5, 6])
  expect(await askedAfter("INSERT INTO fraicheur VALUES (0, NULL, NULL, '2026-11-25 12:00:00')")).toEqual([3])
  expect(await askedAfter("INSERT INTO fraicheur VALUES (0, NULL, '2026-11-22', '2026-11-25 12:03:00')")).toEqual([
    1, 2, 3, 4, 5, 6,
  ])
  expect(
    await askedAfter("INSERT INTO calendrier (academie, importe) VALUES ('Versailles', '2026-11-25 12:00:00')"),
  ).toEqual([1, 2, 3, 4, 5, 6])
  // The next rows of the same import.
  expect(
    await askedAfter("INSERT INTO calendrier (academie, importe) VALUES ('Paris', '2026-11-25 12:00:00')"),
  ).toEqual([1, 2, 3, 4, 5, 6])
  // What is made by it, and by the directory.
  expect(await askedAfter("INSERT INTO ecole_placee (uai, recensee) VALUES ('0951234A', 7)")).toEqual([
    1, 2, 3, 4, 5, 6,
  ])
  expect(
    await askedAfter("INSERT INTO semaine_alignee (debut, academie, empreinte) VALUES ('2026-11-23', 'Paris', 7)"),
  ).toEqual([1, 2, 3, 4, 5, 6])
})
