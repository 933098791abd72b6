// A machine whose clock is set while it works: what it counts follows all the same, at the same pace.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEngine } from '../processor/engine.ts'
import { select } from '../schema/store.ts'
import { NOW, openInstall } from './helper.ts'
import { page } from './page.ts'
import { annuaireCsv, ECOLES, PROJETS } from './schools.ts'

const THREE_DAYS_MS = 3 * 24 * 3600 * 1000

let install: Awaited<ReturnType<typeof openInstall>>
beforeEach(async () => {
  install = await openInstall()
  await install.importAnnuaireCsv(annuaireCsv(ECOLES))
  await install.importProjets(PROJETS)
})
afterEach(() => install.close())

const counted = async () =>
  Number((await select<{ n: number }>(install.store, 'SELECT sum(marqueurs) AS n FROM visit'))[0]?.n)
/** A rebuild is followed by twenty times its own time of rest. */
const RESTED = { timeout: 100_000 }
const silent = { info: () => {}, error: () => {} } as never

test('figures follow when the clock is set back by three days', { timeout: 150_000 }, async () => {
  let ahead = THREE_DAYS_MS
  const { log, store, folder } = install
  const now = () => NOW + ahead
  const snapshot = `${folder}/reference.json`
  const engine = await openEngine({ log, store, destroyPastSecrets: () => [], snapshot, now })
  const stop = new AbortController()
  await install.collect([page('2026-11-24T08:05:00Z')])
  const running = engine.run(stop.signal, silent)
  try {
    await expect.poll(counted).toBe(1)
    ahead = 0
    await install.collect([page('2026-11-24T08:06:00Z')])
    await expect.poll(counted, RESTED).toBe(2)
  } finally {
    stop.abort()
    await running
  }
})
