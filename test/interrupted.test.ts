// A process killed in the middle of an insert: the store has noted its token and not its rows (kill -9 between the two,
// as strace shows them). The batch that comes again must be inserted, not taken for a copy.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { migrate } from '../schema/migrate.ts'
import { insertLines, openStore, select } from '../schema/store.ts'

const folder = mkdtempSync(join(tmpdir(), 'mesure-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const COLUMNS = 'recu,projet,jour,tranche,verdict,champ,generation,n'
const line = (jour: string) => `${jour}\tENT95\t${jour}\tjournee\tcompte\t\t0\t5\n`

/** Opens the store, inserts each day under its token, and says what it holds. */
const insert = async (...days: string[]): Promise<string[]> => {
  const store = await openStore(`chdb:${folder}`)
  await migrate(store)
  for (const jour of days) await insertLines(store, 'recu', COLUMNS, line(jour), `lot-${jour}`)
  const rows = await select<{ jour: string; n: string }>(store, 'SELECT jour, n FROM recu ORDER BY ALL')
  await store.close()
  return rows.map(({ jour, n }) => `${jour} ${n}`)
}

/** As a kill leaves it: the token is noted, the rows were not put in their place. */
const loseLastPart = (): void => {
  const tables = readdirSync(join(folder, 'store'), { recursive: true, encoding: 'utf8' })
  const lost = tables.filter((name) => /\/202610_\d+_\d+_\d+$/.test(name))
  expect(lost).toHaveLength(1)
  for (const name of lost) rmSync(join(folder, 'store', name), { recursive: true })
  expect(existsSync(join(folder, 'store', lost[0] as string))).toBe(false)
}

test('an insert that was noted and not kept is done when it comes again, once', async () => {
  expect(await insert('2026-09-15', '2026-10-20')).toEqual(['2026-09-15 5', '2026-10-20 5'])
  loseLastPart()
  expect(await insert()).toEqual(['2026-09-15 5'])
  expect(await insert('2026-09-15', '2026-10-20')).toEqual(['2026-09-15 5', '2026-10-20 5'])
  expect(await insert('2026-09-15', '2026-10-20')).toEqual(['2026-09-15 5', '2026-10-20 5'])
})

test('a table that a full disk left without its definition does not keep the store from opening', async () => {
  await insert('2026-09-15')
  const names = ['atelier_10af7b16fc94_decompte_suivant.sql', 'atelier_10af7b16fc94_visit_suivant.sql']
  for (const name of names) writeFileSync(join(folder, 'metadata', 'mesure', name), '')
  expect(await insert()).toEqual(['2026-09-15 5'])
})
