// What an operator does to figures that are there already: replay, rebuild, purge. Each on the real log and engine.
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { openEngine } from '../processor/engine.ts'
import { Unusable } from '../schema/folder.ts'
import { type Store, select } from '../schema/store.ts'
import { PARTOUT, viewText } from '../schema/views.ts'
import { NOW, openInstall, type Recorded } from './helper.ts'
import { ENSEMBLES } from './oracle.ts'
import { page } from './page.ts'
import { annuaireCsv, ECOLE, ECOLES, LYCEE, PROJETS } from './schools.ts'

type Install = Awaited<ReturnType<typeof openInstall>>

let install: Install
afterEach(() => install.close())

/** The same install at another time, or on a store that fails. */
const engineOf = ({ log, store, folder }: Install, { now = NOW, on = store }: { now?: number; on?: Store } = {}) =>
  openEngine({ log, store: on, destroyPastSecrets: () => [], snapshot: `${folder}/reference.json`, now: () => now })

const opened = async (ecoles = ECOLES): Promise<Install> => {
  install = await openInstall()
  await install.importAnnuaireCsv(annuaireCsv(ecoles))
  await install.importProjets(PROJETS)
  return install
}

const DAY = 24 * 3600_000
const at = (daysAgo: number, hour = '08:05:00'): string =>
  `${new Date(NOW - daysAgo * DAY).toISOString().slice(0, 10)}T${hour}.000Z`

const rows = (table: string) => select(install.store, `SELECT * FROM ${table} ORDER BY ALL`)
/** Everything that anyone reads of an install. */
const figures = async () => ({
  files: await Promise.all(ENSEMBLES.map((set) => install.exportOpendata(set, '2025-01-01', '2026-12-31', true))),
  visits: await rows('visit'),
  weeks: await rows('periode'),
  ledger: await install.ledger(),
})
const totals = async () => {
  const { ferme, lignes } = await install.ledger()
  const sum = (field: 'recus' | 'comptes' | 'doublons' | 'enAttente') =>
    lignes.reduce((total, line) => total + line[field], 0)
  return { ferme, recus: sum('recus'), comptes: sum('comptes'), doublons: sum('doublons'), enAttente: sum('enAttente') }
}

/** An élève of the lycée and one of the école, over three days; the tag tries once more for one of them. */
const threeDays = (): Recorded[] => {
  const lines = [3, 2, 1].flatMap((day) => [
    page(at(day), { service: 'NOTES' }),
    page(at(day, '08:06:00'), {}),
    page(at(day, '21:59:50'), {}),
    page(at(day, '22:03:00'), { service: 'NOTES' }),
    page(at(day), {}, { uai: ECOLE.uai, visiteur: 'v-0002', profil: 'PARENT' }),
  ])
  return [...lines, { ...(lines[0] as Recorded), received: at(3, '08:05:20') }]
}

test('markers of a school imported late count once its days of reception are replayed', async () => {
  const lines = threeDays()
  await opened(ECOLES.filter(({ uai }) => uai !== LYCEE.uai))
  await install.collect(lines)
  await install.process()
  expect((await install.ledger()).lignes[0]).toMatchObject({ recus: 6, comptes: 1, rejetes: { uai_inconnu: 5 } })

  await install.importAnnuaireCsv(annuaireCsv(ECOLES))
  await install.process()
  expect(await totals()).toMatchObject({ ferme: true, comptes: 3 })

  expect(await install.engine.replay({ du: at(3).slice(0, 10), au: at(1).slice(0, 10) })).toBe(16)
  expect(await totals()).toEqual({ ferme: true, recus: 16, comptes: 3, doublons: 0, enAttente: 13 })
  await install.engine.rebuildDirty()
  const replayed = await figures()
  await install.close()

  await opened()
  await install.collect(lines)
  await install.process()
  expect(replayed.files).toEqual((await figures()).files)
  expect(replayed.ledger).toEqual((await figures()).ledger)
})

test('a replay of one day leaves the others as they are, and a second one gives the same bytes', async () => {
  await opened()
  await install.collect(threeDays())
  await install.process()
  const before = await figures()
  for (let time = 0; time < 2; time += 1) {
    await install.engine.replay({ du: at(2).slice(0, 10), au: at(2).slice(0, 10) })
    await install.engine.rebuildDirty()
    expect(await figures()).toEqual(before)
  }
})

/** A store whose inserts into a table fail from the n-th on, as when its process is killed there. */
const failing = (store: Store, table: string, from: number): Store => {
  let seen = 0
  const insert: Store['insert'] = (params) => {
    if (params.table.startsWith(table) && ++seen >= from) return Promise.reject(new Error('killed'))
    return store.insert(params)
  }
  return new Proxy(store, {
    get: (target, name) => (name === 'insert' ? insert : Reflect.get(target, name).bind?.(target)),
  })
}

test.each([
  ['before its first marker', 'marker', 1],
  ['between the markers and their count', 'recu', 1],
])('a replay killed %s is finished at the next opening', async (_when, table, from) => {
  await opened()
  await install.collect(threeDays())
  await install.process()
  const before = await figures()
  const days = { du: at(3).slice(0, 10), au: at(2).slice(0, 10) }
  const killed = await engineOf(install, { on: failing(install.store, table, from) })
  await expect(killed.replay(days)).rejects.toThrow('killed')

  const engine = await engineOf(install)
  await engine.rebuildDirty()
  expect(await figures()).toEqual(before)
  await (await engineOf(install)).rebuildDirty()
  expect(await figures()).toEqual(before)
})

test('what the log no longer holds is not replayed: a sentence says so and nothing changes', async () => {
  await opened()
  await install.collect(threeDays())
  await install.process()
  const before = await figures()
  await install.log.trim(NOW + 8 * DAY, 7 * DAY)
  await expect(install.engine.replay({ du: at(3).slice(0, 10), au: at(1).slice(0, 10) })).rejects.toThrow(
    /^Le journal ne garde plus que 0 des 16 marqueurs/,
  )
  await install.engine.rebuildDirty()
  expect(await figures()).toEqual(before)
})

test('days whose markers are purged are not replayed, though the log holds what was received of them', async () => {
  await opened()
  await install.collect([page(at(60)), page(at(2))])
  await install.process()
  await install.engine.purgeNow()
  const before = await figures()
  await expect(install.engine.replay({ du: at(60).slice(0, 10), au: at(0).slice(0, 10) })).rejects.toThrow(/effacés/)
  await install.engine.rebuildDirty()
  expect(await figures()).toEqual(before)
})

test('a closed day that is rebuilt is the same, byte for byte', async () => {
  await opened()
  await install.collect([...threeDays(), page(at(20)), page(at(20, '23:50:00')), page(at(19, '00:10:00'))])
  await install.process()
  const before = await figures()
  const counts = await rows('decompte_jour')
  expect(await install.engine.rebuildBetween('2026-01-01', '2026-12-31')).toBeGreaterThanOrEqual(5)
  expect(await figures()).toEqual(before)
  expect(await rows('decompte_jour')).toEqual(counts)
})

test('the ledger by day of reception is that of each projet, added up: what waits, what was lost, what is once too often', async () => {
  await opened()
  await install.collect([...threeDays(), page(at(9)), page(at(8))])
  await install.process()
  await install.collect([page(at(8, '09:00:00')), page(at(1, '09:00:00'))])
  await install.engine.takeAll()
  const [lost, other] = [at(9).slice(0, 10), at(2).slice(0, 10)]
  // As many are lost of a day as are once too often in another, received on the same day.
  await install.store.command({
    query: `INSERT INTO decompte_jour SELECT '${other}', recu, projet, comptes, doublons FROM decompte_jour WHERE jour = '${lost}'`,
  })
  await install.store.command({
    query: `ALTER TABLE decompte_jour DELETE WHERE jour = '${lost}' SETTINGS mutations_sync = 1`,
  })
  const known = { ...PARTOUT, genre: 'jour', du: lost, au: at(0).slice(0, 10) }
  const days = await select(
    install.store,
    `SELECT jour, recus, comptes, doublons, rejetes, en_attente, ecart FROM (${viewText('exploitation')}) ORDER BY jour`,
    known,
  )
  expect(days).toEqual(
    await select(
      install.store,
      `SELECT recu AS jour, sum(n) AS recus, sum(r.comptes) AS comptes, sum(r.doublons) AS doublons, sumIf(n, verdict != 'compte') AS rejetes,
        sum(r.en_attente) AS en_attente, sum(r.ecart) AS ecart FROM registre AS r GROUP BY recu ORDER BY recu`,
    ),
  )
  expect(days).toMatchObject([
    { jour: lost, en_attente: -1, ecart: 1 },
    { jour: at(8).slice(0, 10), en_attente: 1, ecart: 0 },
    { en_attente: 0, ecart: 0 },
    { en_attente: 0, ecart: 0 },
    { jour: at(1).slice(0, 10), en_attente: 1, ecart: 0 },
  ])
})

test('markers go after forty days, their figures stay, and what comes later of such a day is refused', async () => {
  await opened()
  // 40 days before NOW is 16 October; the last day to go is the 15th, whose evening the 16th is partly made of.
  const lines = [
    page('2026-10-14T08:05:00Z', { service: 'NOTES' }),
    page('2026-10-15T08:05:00Z'),
    page('2026-10-15T21:58:00Z', { service: 'NOTES' }),
    page('2026-10-15T22:10:00Z', { service: 'COURRIER_ELECTRONIQUE' }),
    page('2026-10-16T08:05:00Z'),
    page('2026-11-24T08:05:00Z'),
  ]
  await install.collect(lines)
  await install.process()
  const before = await figures()
  expect(await install.engine.purgeNow()).toEqual([
    'Marqueurs de 2 jours effacés : ces jours ne seront plus reconstruits.',
  ])
  const left = await select<{ jour: string }>(install.store, 'SELECT DISTINCT jour, tranche FROM marker ORDER BY ALL')
  expect(left).toEqual([
    { jour: '2026-10-15', tranche: 'soir' },
    { jour: '2026-10-16', tranche: 'journee' },
    { jour: '2026-10-16', tranche: 'matin' },
    { jour: '2026-11-24', tranche: 'journee' },
  ])
  await install.engine.rebuildBetween('2026-01-01', '2026-12-31')
  expect(await figures()).toEqual(before)
  expect(await install.engine.purgeNow()).toEqual([])

  // A marker of a purged day, and one that makes the first kept day dirty.
  await install.collect([page('2026-10-15T09:00:00Z'), page('2026-10-16T08:06:00Z')])
  await install.process()
  const ledger = await install.ledger()
  expect(ledger.ferme).toBe(true)
  expect(ledger.lignes.find(({ jour }) => jour === '2026-10-15')).toMatchObject({ rejetes: { jour_purge: 1 } })
  const visits = (jour: string) =>
    select(install.store, 'SELECT * FROM visit WHERE jour = {jour:Date} ORDER BY ALL', { jour })
  const own = (jour: string) => before.visits.filter((visit) => (visit as { jour: string }).jour === jour)
  for (const jour of ['2026-10-14', '2026-10-15', '2026-11-24']) expect(await visits(jour)).toEqual(own(jour))
  // The visit of 23:58 goes on to 00:10: it is not one of the 16th, whose own has one marker more.
  expect(await visits('2026-10-16')).toMatchObject([{ marqueurs: 2, duree: 60_000 }])
})

test('markers wait for their day to be rebuilt before they go', async () => {
  await opened()
  await install.collect([page(at(60))])
  await install.engine.takeAll()
  expect(await install.engine.purgeNow()).toEqual([])
  expect(await totals()).toMatchObject({ ferme: true, enAttente: 1 })
  await install.process()
  expect(await install.engine.purgeNow()).toHaveLength(1)
  expect(await totals()).toMatchObject({ ferme: true, comptes: 1 })
})

test('visits go after thirteen months and the counts of their weeks stay', async () => {
  await opened()
  await install.collect([page('2025-09-16T08:05:00Z'), page('2025-09-17T08:05:00Z'), page(at(2))])
  await install.process()
  const before = await figures()
  // Not the purge of this install's own engine: it would destroy the year's secret too, and nothing could come any more.
  const engine = await engineOf(install)
  expect(await engine.purgeNow()).toEqual([
    'Marqueurs de 2 jours effacés : ces jours ne seront plus reconstruits.',
    'Visites de 2 jours effacées : leurs comptes restent.',
  ])
  const after = await figures()
  expect(after.visits).toHaveLength(1)
  expect({ ...after, visits: [] }).toEqual({ ...before, visits: [] })
  // Nothing brings their week back to what is left of it.
  await install.collect([page('2025-09-18T08:05:00Z')])
  await engine.processAll()
  expect((await figures()).weeks).toEqual(before.weeks)
  expect((await install.ledger()).lignes).toContainEqual(
    expect.objectContaining({ jour: '2025-09-18', rejetes: { jour_purge: 1 } }),
  )
})

test('a purge that is refused holds up no marker: it is tried again later, not at each batch', async () => {
  await opened()
  let refused = 0
  const { log, store, folder } = install
  const engine = await openEngine({
    log,
    store,
    destroyPastSecrets: () => {
      refused += 1
      throw new Unusable("Le secret de l'année 2025-2026 n'a pas pu être détruit.")
    },
    snapshot: `${folder}/reference.json`,
    now: () => NOW,
  })
  const stop = new AbortController()
  const running = engine.run(stop.signal, pino({ level: 'silent' }))
  await expect.poll(() => refused).toBe(1)
  for (const day of [3, 2, 1]) {
    await install.collect([page(at(day))])
    await expect.poll(() => rows('marker')).toHaveLength(4 - day)
  }
  stop.abort()
  await running
  expect(refused).toBe(1)
})
