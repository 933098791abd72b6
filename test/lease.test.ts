// Several processes on one store: one at a time rebuilds, a dead or hung one is replaced, and nothing that any of them sends
// late, nor any marker that comes meanwhile, makes a figure wrong. Each on the real engine.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEngine } from '../processor/engine.ts'
import { openLease } from '../processor/lease.ts'
import { readLedger } from '../processor/ledger.ts'
import { dirtyDays, rebuild } from '../processor/rebuild.ts'
import { type Store, select } from '../schema/store.ts'
import { NOW, openInstall } from './helper.ts'
import { ENSEMBLES } from './oracle.ts'
import { page } from './page.ts'
import { annuaireCsv, ECOLES, PROJETS } from './schools.ts'

const clock = () => NOW
let install: Awaited<ReturnType<typeof openInstall>>
beforeEach(async () => {
  install = await openInstall()
  await install.importAnnuaireCsv(annuaireCsv(ECOLES))
  await install.importProjets(PROJETS)
})
afterEach(() => install.close())

const gate = () => {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

/** The same, some of its functions aside. */
const withOwn = <One extends object>(one: One, own: Partial<One>): One =>
  new Proxy(one, {
    get: (target, name) => {
      const found = own[name as keyof One] ?? Reflect.get(target, name)
      return typeof found === 'function' ? found.bind(target) : found
    },
  })
/** The store as a process has it that does something before some of its statements. */
const before = (store: Store, intervene: (query: string) => Promise<void>): Store => {
  const command: Store['command'] = async (params) => {
    await intervene(params.query)
    return store.command(params)
  }
  const insert: Store['insert'] = async (params) => {
    await intervene(`INSERT INTO ${params.table}`)
    return store.insert(params)
  }
  return withOwn(store, { command, insert })
}
const engineOf = (store: Store, log = install.log) =>
  openEngine({
    log,
    store,
    destroyPastSecrets: () => [],
    snapshot: `${install.folder}/reference.json`,
    now: clock,
  })
const files = () => Promise.all(ENSEMBLES.map((set) => install.exportOpendata(set, '2026-01-01', '2026-12-31', true)))
const dirty = async () => (await dirtyDays(install.store)).map(({ jour }) => jour)

test('of many that ask at once, one has it; it gives it back and others have it in turn', async () => {
  const leases = Array.from({ length: 8 }, () => openLease(install.store, clock))
  let inside = 0
  const run = async () => {
    inside += 1
    expect(inside).toBe(1)
    await select(install.store, 'SELECT sleep(0.05)')
    inside -= 1
    return 'done'
  }
  const first = await Promise.all(leases.map((lease) => lease.during(null, run)))
  expect(first.filter((result) => result === 'done')).toHaveLength(1)
  expect(await Promise.all(leases.map((lease) => lease.inTurn(run)))).toEqual(leases.map(() => 'done'))
})

test('after a round all rest, whoever made it; a command does not wait, nor does the other pace', async () => {
  const [one, other] = [openLease(install.store, clock), openLease(install.store, clock)]
  const run = async () => true
  expect(await one.during('court', run)).toBe(true)
  expect([await one.during('court', run), await other.during('court', run)]).toEqual([null, null])
  expect(await other.during('long', run)).toBe(true)
  expect(await other.inTurn(run)).toBe(true)
  expect(await other.during('court', run)).toBeNull()
})

test('a workshop has a table of its own for all that is made aside', async () => {
  const aside = readdirSync(join(import.meta.dirname, '../schema/atelier')).map((file) => file.slice(0, -'.sql'.length))
  await openLease(install.store, clock).inTurn(async ({ name, sql }) => {
    const query = `SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, '${name}')`
    const made = await select<{ name: string }>(install.store, query)
    expect(made.map((table) => table.name).sort()).toEqual(aside.map(sql).sort())
  })
})

test('the token of a state that a killed server did not keep stops nobody for long', async () => {
  const run = async () => true
  expect(await openLease(install.store, clock, 300).during(null, run)).toBe(true)
  await install.store.command({
    query: 'ALTER TABLE bail DELETE WHERE numero = (SELECT max(numero) FROM bail) SETTINGS mutations_sync = 2',
  })
  const lease = openLease(install.store, clock)
  await expect.poll(() => lease.during(null, run)).toBe(true)
})

test('a holder that hangs is replaced, and what it sends when it wakes changes nothing', async () => {
  await install.collect([page('2026-11-24T08:05:00Z')])
  await install.engine.takeAll()
  const [asleep, taken] = [gate(), gate()]
  // It hangs as it is about to swap the day in, with its renewals.
  const hung = before(install.store, async (query) => {
    if (!/^ALTER TABLE visit REPLACE/.test(query)) return
    taken.open()
    await asleep.opened
  })
  let renewals = 0
  const mute = before(hung, async (query) => {
    if (/^INSERT INTO bail/.test(query) && ++renewals > 1) throw new Error('no answer')
  })
  const holder = openLease(mute, clock, 200)
  const late = holder.inTurn(async (atelier) => rebuild(mute, atelier, await dirtyDays(install.store), clock))
  const outcome = late.catch((error) => error)
  await taken.opened
  await install.collect([page('2026-11-24T08:06:00Z', { service: 'NOTES' })])
  await install.process()
  const figures = await files()
  asleep.open()
  expect(await outcome).toMatchObject({ message: expect.stringMatching(/no answer|atelier_/) })
  expect(await files()).toEqual(figures)
  expect(await dirty()).toEqual([])
  expect(await install.ledger()).toMatchObject({ ferme: true })
  expect(await select(install.store, 'SELECT marqueurs FROM visit')).toEqual([{ marqueurs: 2 }])
})

test('markers that another process inserts during a rebuild leave the day dirty, at whichever statement they come', async () => {
  const lines = Array.from({ length: 9 }, (_, n) => page(`2026-11-24T08:0${n}:00Z`, { service: 'NOTES' }))
  const [first, ...next] = lines as [(typeof lines)[0], ...typeof lines]
  await install.collect([first])
  await install.engine.takeAll()
  for (const [at, line] of next.entries()) {
    let statements = 0
    const other = before(install.store, async (query) => {
      if (!/visit|decompte|juge|reconstr/.test(query) || statements++ !== at) return
      await install.collect([line])
      await install.engine.takeAll()
    })
    const lease = openLease(install.store, clock)
    await lease.inTurn(async (atelier) => rebuild(other, atelier, await dirtyDays(install.store), clock))
    expect(statements).toBeGreaterThan(at)
    expect([at, await dirty()]).toEqual([at, ['2026-11-24']])
    const { ferme, lignes } = await install.ledger()
    const [visits] = await select<{ n: number }>(install.store, 'SELECT toUInt8(sum(marqueurs)) AS n FROM visit')
    // Counted is what the visits are made of; whatever came later waits.
    expect([at, ferme, lignes[0]?.comptes]).toEqual([at, true, visits?.n])
    expect([at, lignes[0]?.enAttente]).toEqual([at, at + 2 - (visits?.n ?? 0)])
  }
  await install.process()
  const figures = await files()
  await install.close()
  install = await openInstall()
  await install.importAnnuaireCsv(annuaireCsv(ECOLES))
  await install.importProjets(PROJETS)
  await install.collect(lines)
  await install.process()
  expect(await files()).toEqual(figures)
})

test('batches are taken, and the process ends when told to, while one that died still has the lease', async () => {
  await install.store.command({
    query: "INSERT INTO bail SELECT 0, 1, 'mort', now64(3) + toIntervalHour(1), now64(3), now64(3)",
  })
  const counted = async () =>
    (await select<{ n: number }>(install.store, 'SELECT toUInt8(count()) AS n FROM marker'))[0]?.n
  const stop = new AbortController()
  const running = install.engine.run(stop.signal, pino({ level: 'silent' }))
  for (const n of [1, 2, 3]) {
    await install.collect([page(`2026-11-24T08:0${n}:00Z`)])
    await expect.poll(counted).toBe(n)
  }
  const waiting = expect(install.engine.rebuildDirty()).rejects.toMatchObject({ name: 'Unusable' })
  stop.abort()
  await Promise.all([running, waiting])
})

test('what another process counts during a rebuild is not said to be in the figures', async () => {
  await install.collect([page('2026-11-24T08:05:00Z')])
  await install.engine.takeAll()
  await install.collect([page('2026-11-24T08:06:00Z')])
  // Of two consumers, this one has no part of the log.
  const log = withOwn(install.log, { next: async () => null })
  const store = before(install.store, async (query) => {
    if (/INSERT INTO \w+_decompte/.test(query)) await install.engine.takeAll()
  })
  await (await engineOf(store, log)).processAll()
  expect(await dirty()).toEqual(['2026-11-24'])
  expect(await install.engine.fraicheur()).toMatchObject({ completJusqua: null })
  await install.process()
  expect(await install.engine.fraicheur()).toMatchObject({ completJusqua: new Date(NOW).toISOString() })
})

test('the ledger closes while another process is between the markers of a batch and their count', async () => {
  await install.collect([page('2026-11-24T08:05:00Z')])
  await install.process()
  await install.collect([page('2026-11-24T08:06:00Z')])
  const [inserted, counting] = [gate(), gate()]
  const slow = await engineOf(
    before(install.store, async (query) => {
      if (!query.startsWith('INSERT INTO recu')) return
      inserted.open()
      await counting.opened
    }),
  )
  const taking = slow.takeAll()
  await inserted.opened
  await install.engine.rebuildBetween('2026-11-24', '2026-11-24')
  const during = await readLedger(install.store, install.log)
  expect(during).toMatchObject({ ferme: true, lignes: [{ recus: 2, comptes: 2, enAttente: 0 }] })
  counting.open()
  await taking
  expect(await dirty()).toEqual(['2026-11-24'])
  await install.engine.rebuildDirty()
  expect(await readLedger(install.store, install.log)).toEqual(during)
})
