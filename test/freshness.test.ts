// How far the figures go, as the store says it to whoever reads it: a page, a view, a process that took no part in them.
import { afterEach, expect, test } from 'vitest'
import { loadDirectory } from '../processor/directory.ts'
import { sayFraicheur } from '../processor/freshness.ts'
import { readFraicheur } from '../schema/ledger.ts'
import { select } from '../schema/store.ts'
import { NOW, openInstall } from './helper.ts'
import { page } from './page.ts'
import { annuaireCsv, LYCEE, PROJETS } from './schools.ts'

let install: Awaited<ReturnType<typeof openInstall>>
afterEach(() => install.close())

const opened = async () => {
  install = await openInstall()
  await install.importAnnuaireCsv(annuaireCsv([LYCEE]))
  await install.importProjets(PROJETS)
}

test('nothing is said before anything was processed', async () => {
  await opened()
  expect(await readFraicheur(install.store)).toEqual({ completJusqua: null, joursClos: null })
})

test('all that was received before it was processed is in the figures, and days ended 48 hours ago are closed', async () => {
  await opened()
  await install.collect([page('2026-11-20T08:05:00Z')])
  await install.process()
  // A Wednesday at 15:00 in Paris: Sunday ended on Monday at 04:00, and what a tag kept since may have come.
  const said = { completJusqua: new Date(NOW).toISOString(), joursClos: '2026-11-22' }
  expect(await readFraicheur(install.store)).toEqual(said)
  await install.process()
  expect(await select(install.store, 'SELECT count()::UInt8 AS n FROM fraicheur')).toEqual([{ n: 1 }])
})

test('a day that late markers wait for is closed no more, and is again once it is rebuilt', async () => {
  await opened()
  await install.process()
  await install.collect([page('2026-11-19T08:05:00Z')])
  await install.engine.takeAll()
  await sayFraicheur(install.store, await loadDirectory(install.store), null)
  expect(await readFraicheur(install.store)).toMatchObject({ joursClos: '2026-11-18' })
  await install.process()
  expect(await readFraicheur(install.store)).toMatchObject({ joursClos: '2026-11-22' })
})
