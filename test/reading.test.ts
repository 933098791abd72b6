// What the pages keep of the answers that they read, so that readers who ask the same share one question.
import { afterEach, expect, test } from 'vitest'
import { openLecteur } from '../dashboards/pages/lecture.ts'
import type { Store } from '../schema/store.ts'
import { NOW, openInstall } from './helper.ts'

let install: Awaited<ReturnType<typeof openInstall>>
afterEach(() => install.close())

test('answers are shared, and kept up to so many rows: the oldest are asked again', async () => {
  install = await openInstall()
  const asked: unknown[] = []
  const store = new Proxy(install.store, {
    get: (real, name) => {
      if (name !== 'query') return Reflect.get(real, name)
      return (question: { query_params: { n?: number } }) => {
        asked.push(question.query_params.n)
        return real.query(question as never)
      }
    },
  }) as Store
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
