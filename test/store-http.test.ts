// The store as a server's, by HTTP: the same tables, tokens, rebuilds, ledger, replay and files as embedded.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { Batch } from '../log/log.ts'
import { openLog } from '../log/open.ts'
import { loadDirectory } from '../processor/directory.ts'
import { openEngine } from '../processor/engine.ts'
import { processBatch } from '../processor/process.ts'
import { openStore, select } from '../schema/store.ts'
import { recorded } from './arbitrary.ts'
import { openInstall, NOW as WEDNESDAY } from './helper.ts'
import { eventually, type Machine, openMachine } from './machine.ts'
import { ENSEMBLES, oracle } from './oracle.ts'
import { page } from './page.ts'
import { annuaireCsv, ECOLES, PROJETS } from './schools.ts'
import { openStoreServer } from './store-server.ts'

// Each statement is a request here; and one test that is given up leaves its store open to those after it.
vi.setConfig({ testTimeout: 180_000 })

const RUNS = Number(process.env.RUNS ?? 6)
/** Long after all that `recorded` makes: every day is closed. */
const CLOSED = Date.parse('2026-12-21T12:00:00Z')
const [DU, AU] = ['2025-12-01', '2026-11-30']

type Install = Awaited<ReturnType<typeof openInstall>>
const opened = async (now = WEDNESDAY): Promise<Install> => {
  const install = await openInstall({ now, http: true })
  await install.importAnnuaireCsv(annuaireCsv(ECOLES))
  await install.importProjets(PROJETS)
  return install
}
const filesOf = async (install: Install, du = DU, au = AU) => {
  const files: Record<string, string> = {}
  for (const set of ENSEMBLES) files[set] = await install.exportOpendata(set, du, au, true)
  return files
}

test('the files and the ledger are those of the definitions', { timeout: 30_000 * RUNS }, async () => {
  await fc.assert(
    fc.asyncProperty(recorded, async (requests) => {
      const install = await opened(CLOSED)
      try {
        await install.collect(requests)
        await install.process()
        const figures = oracle(requests, { ecoles: ECOLES, projets: PROJETS })
        const expected = Object.fromEntries(ENSEMBLES.map((set) => [set, figures.opendata(set, DU, AU)]))
        expect(await filesOf(install)).toEqual(expected)
        const { ferme, lignes } = await install.ledger()
        expect(ferme).toBe(true)
        expect(lignes.reduce((sum, { recus }) => sum + recus, 0)).toBe(
          figures.ledger.reduce((sum, { recus }) => sum + recus, 0),
        )
      } finally {
        await install.close()
      }
    }),
    { numRuns: Math.ceil(RUNS / 3) },
  )
})

const lines = [3, 2, 1].flatMap((day) => [
  page(`2026-11-2${day}T08:05:00Z`, { service: 'NOTES' }),
  page(`2026-11-2${day}T08:06:00Z`),
  page(`2026-11-2${day}T21:59:50Z`, {}, { visiteur: 'v-0002', profil: 'PARENT' }),
])

test('a batch that comes again counts once, and a replay gives the same files', async () => {
  const install = await opened()
  try {
    await install.collect(lines)
    const batch = await install.log.next(1000)
    for (let time = 0; time < 2; time += 1)
      await processBatch(batch as Batch, install.store, await loadDirectory(install.store), 0)
    await install.process()
    expect(await install.ledger()).toMatchObject({ ferme: true })
    expect(await select(install.store, 'SELECT sum(comptes)::UInt8 AS n FROM decompte_jour')).toEqual([
      { n: lines.length },
    ])
    const files = await filesOf(install)
    expect(await install.engine.replay({ du: '2026-11-21', au: '2026-11-23' })).toBe(lines.length)
    await install.engine.rebuildDirty()
    expect(await filesOf(install)).toEqual(files)
    await install.engine.rebuildBetween('2026-11-01', '2026-11-30')
    expect(await filesOf(install)).toEqual(files)
  } finally {
    await install.close()
  }
})

test('a batch sent again while its first insert still runs, given up by who sent it, counts once', async () => {
  const install = await opened()
  try {
    const connections = await Promise.all([1, 2, 3].map(() => openStore(install.storeUrl)))
    const query = `INSERT INTO marker (jour, id) SETTINGS insert_deduplication_token = 'lot'
      SELECT toDate('2026-11-24') - number % 2, number FROM numbers(4) WHERE sleepEachRow(0.3) = 0`
    await Promise.all(connections.map((connection) => connection.command({ query })))
    expect(await select(install.store, 'SELECT id::UInt8 AS id FROM marker ORDER BY ALL')).toEqual(
      [0, 1, 2, 3].map((id) => ({ id })),
    )
    await Promise.all(connections.map((connection) => connection.close()))
  } finally {
    await install.close()
  }
})

test('a batch whose token a killed server kept without its rows opens the ledger, and a replay closes it with the same files', async () => {
  let repaired = {}
  const install = await opened()
  try {
    await install.collect(lines)
    const { requests, position } = (await install.log.next(1000)) as Batch
    const token = `insert_deduplication_token = '${position}'`
    // As the kill leaves it, of one of the three days: a note of that insert, and none of its rows.
    await install.store.command({ query: `INSERT INTO marker (jour) SETTINGS ${token} SELECT '2026-11-22'` })
    await install.store.command({ query: 'ALTER TABLE marker DELETE WHERE 1 SETTINGS mutations_sync = 2' })
    await processBatch({ requests, position }, install.store, await loadDirectory(install.store), 0)
    await install.process()
    expect((await install.ledger()).lignes.map(({ recus, comptes }) => [recus, comptes])).toEqual([
      [3, 3],
      [3, 1],
      [3, 3],
    ])
    expect(await install.ledger()).toMatchObject({ ferme: false })

    expect(await install.engine.replay({ du: '2026-11-21', au: '2026-11-23' })).toBe(lines.length)
    await install.engine.rebuildDirty()
    expect(await install.ledger()).toMatchObject({ ferme: true })
    repaired = await filesOf(install)
  } finally {
    await install.close()
  }
  const undisturbed = await opened()
  try {
    await undisturbed.collect(lines)
    await undisturbed.process()
    expect(repaired).toEqual(await filesOf(undisturbed))
  } finally {
    await undisturbed.close()
  }
})

test('the commands find on a server, which `migrate` alone brings to this version, what they find on one machine', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-'))
  const server = await openStoreServer(folder)
  const [there, here] = [await openMachine({ STORE_URL: server.url }), await openMachine()]
  try {
    const early = await there.run(['process', '--once'])
    expect(early).toMatchObject({ code: 1, stdout: '' })
    expect(early.stderr).toMatch(/^La base n'est pas au niveau .*lancez « mesure migrate »\.\n$/)
    // The log may come later than the store.
    const alone = await there.run(['migrate'], { LOG_URL: 'kafka://127.0.0.1:1/absent' })
    expect(alone).toEqual({ code: 0, stdout: '', stderr: '' })

    const files = {
      annuaire: annuaireCsv(ECOLES),
      projets: JSON.stringify(PROJETS),
      requests: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    }
    const commands = (machine: Machine) => [
      ['import', 'annuaire', machine.file('annuaire.csv', files.annuaire)],
      ['import', 'projets', machine.file('projets.json', files.projets)],
      ['collect', '--from', machine.file('requests.jsonl', files.requests)],
      ['process', '--once'],
      ['rebuild', '--du', '2026-11-21', '--au', '2026-11-23'],
      ['ledger', '--json'],
      ['export', 'opendata', 'profils', '--du', '2026-11-16', '--au', '2026-11-29', '--provisoire'],
    ]
    const said = async (machine: Machine) => {
      const all: string[] = []
      for (const args of commands(machine)) {
        const { code, stdout, stderr } = await machine.run(args)
        expect([args[0], code, code === 0 ? '' : stderr]).toEqual([args[0], 0, ''])
        all.push(stdout)
      }
      return all
    }
    const [served, embedded] = await Promise.all([said(there), said(here)])
    expect(served).toEqual(embedded)
    const web = there.launch(['web'])
    await eventually(`mesure web: ${web.stderr()}`, () =>
      fetch(there.webUrl).then(
        ({ ok }) => ok,
        () => false,
      ),
    )
    const registre = await (await fetch(`${there.webUrl}/api/registre`)).json()
    expect(registre).toEqual(JSON.parse(served[5] as string))
    expect(registre).toMatchObject({ ferme: true })
  } finally {
    await there.close()
    await here.close()
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}, 240_000)

test('two processors at work on one store leave the figures of one', async () => {
  const requests = Array.from({ length: 60 }, (_, n) =>
    page(
      `2026-11-24T0${7 + (n % 3)}:${String(n).padStart(2, '0')}:00Z`,
      { service: n % 2 ? 'NOTES' : 'ACCUEIL' },
      { visiteur: `v-${n % 7}` },
    ),
  )
  const install = await opened()
  const store = await openStore(install.storeUrl)
  const log = await openLog(`lmdb:${install.folder}/log2`, () => WEDNESDAY)
  const other = await openEngine({
    log,
    store,
    destroyPastSecrets: () => [],
    snapshot: `${install.folder}/reference2.json`,
    now: () => WEDNESDAY,
  })
  const engines = [install.engine, other]
  for (let n = 0; n < requests.length; n += 10) {
    await install.collect(requests.slice(n, n + 5))
    await install.collect(requests.slice(n + 5, n + 10), () => {}, log)
    await Promise.all(engines.flatMap((engine) => [engine.takeAll(), engine.rebuildDirty()]))
  }
  await Promise.all(engines.map((engine) => engine.processAll()))
  const ledger = await install.ledger()
  const files = await filesOf(install)
  await log.close()
  await store.close()
  await install.close()
  expect(ledger).toMatchObject({ ferme: true, lignes: [{ recus: 60, comptes: 60, enAttente: 0 }] })

  const alone = await openInstall()
  await alone.importAnnuaireCsv(annuaireCsv(ECOLES))
  await alone.importProjets(PROJETS)
  await alone.collect(requests)
  await alone.process()
  expect(await filesOf(alone)).toEqual(files)
  await alone.close()
})
