// From a request to its verdict in the ledger, through the whole line; and what comes twice, by the log or by the tag.
import { afterEach, expect, test } from 'vitest'
import type { Batch } from '../log/log.ts'
import { loadDirectory } from '../processor/directory.ts'
import { openEngine } from '../processor/engine.ts'
import { processBatch } from '../processor/process.ts'
import { addDays } from '../schema/clock.ts'
import { select } from '../schema/store.ts'
import { REJETS } from '../schema/vocabulary.ts'
import { NOW, openInstall, type Recorded } from './helper.ts'
import { oracle } from './oracle.ts'
import type { Recorded as OracleRecorded } from './oracle-judge.ts'
import { type Json, page } from './page.ts'
import { annuaireCsv, ECOLE_DE_TEST, ECOLES, EREA_MIQUELON, PROJETS } from './schools.ts'

let install: Awaited<ReturnType<typeof openInstall>>
afterEach(() => install.close())

const opened = async () => {
  install = await openInstall()
  await install.importAnnuaireCsv(annuaireCsv(ECOLES))
  await install.importProjets(PROJETS)
  return install
}

const ROBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
const PURGED = '2026-06-01'

/** What the marker, its context and its user agent are given; the reason, and the field when one is missing. */
const REFUSED: [reason: string, champ: string, marker: Json, context: Json, userAgent?: string][] = [
  ['champ_manquant', 'id', { id: undefined }, {}],
  ['champ_manquant', 'id', { id: 'quinze-lettres-' }, {}],
  ['champ_manquant', 'id', { id: 'trente-sept-caracteres-ni-plus-ni-moins' }, {}],
  ['champ_manquant', 'age', { age: '0' }, {}],
  ['champ_manquant', 'age', { age: null }, {}],
  ['champ_manquant', 'projet', {}, { projet: '  ' }],
  ['champ_manquant', 'uai', {}, { uai: 9512340 }],
  ['champ_manquant', 'profil', {}, { profil: '' }],
  ['champ_manquant', 'visiteur', {}, { visiteur: '' }],
  ['champ_manquant', 'visiteur', {}, { visiteur: 'v'.repeat(129) }],
  ['champ_manquant', 'service', { service: ['NOTES'] }, {}],
  ['champ_manquant', 'action', { action: undefined }, {}],
  ['projet_inconnu', '', { service: 'INCONNU' }, { projet: 'ENT00' }],
  ['projet_inconnu', '', {}, { projet: 'Mon ENT' }],
  ['ecole_de_test', '', { service: 'INCONNU' }, { uai: ECOLE_DE_TEST }],
  ['ecole_de_test', '', {}, { uai: EREA_MIQUELON.uai }],
  ['uai_malforme', '', {}, { uai: '00951234A' }],
  ['uai_malforme', '', {}, { uai: 'lycée de Cergy' }],
  ['uai_cle', '', {}, { uai: '0951234B' }],
  ['uai_inconnu', '', {}, { uai: '0959999C', profil: 'INCONNU' }],
  ['profil_inconnu', '', { service: 'INCONNU' }, { profil: 'PROFESSEUR' }],
  ['service_inconnu', '', { service: 'Notes de frais', action: 'survol' }, {}],
  ['action_inconnue', '', { action: 'survol', type: 'AUTRE' }, {}],
  ['type_outil', '', { type: 'TIERS', age: -1 }, {}],
  ['type_outil', '', { type: 'NATIF', outil: 'PRONOTE' }, {}],
  ['age_hors_bornes', '', { age: -1 }, {}, ROBOT],
  ['age_hors_bornes', '', { age: 172_800_001 }, {}],
  ['robot', '', {}, {}, ROBOT],
  ['robot', '', { received: `${PURGED}T08:05:00Z` }, {}, ROBOT],
  ['jour_purge', '', { received: `${PURGED}T08:05:00Z` }, {}],
]

test('each reason of refusal is in the ledger under its own name, with the field that was missing', async () => {
  expect([...new Set(REFUSED.map(([reason]) => reason))]).toEqual([...REJETS])
  await opened()
  await install.store.command({ query: `INSERT INTO purge VALUES ('${PURGED}', 0)` })
  await install.engine.withReference(async () => {})
  // A request a day of reception, so that each has its line; those of the purged day are received on the days after.
  const dayOf = (i: number) => addDays('2026-09-01', i)
  const lines = REFUSED.map(([reason, , marker, context, userAgent], i): Recorded => {
    const purged = marker.received !== undefined
    if (!purged) return page(`${dayOf(i)}T08:05:00Z`, marker, context, userAgent)
    const received = `${addDays(PURGED, reason === 'robot' ? 1 : 2)}T08:00:00Z`
    return page(marker.received as string, { ...marker, received }, context, userAgent)
  })
  const receptions = lines.map(({ received }) => String(received).slice(0, 10))
  expect((await install.collect(lines)).refused).toBe(0)
  await install.process()

  const { ferme, lignes } = await install.ledger()
  expect(ferme).toBe(true)
  const counts = { recus: 1, comptes: 0, doublons: 0, enAttente: 0 }
  const expected = REFUSED.map(([reason, champ, , context], i) => {
    const unknown = reason === 'projet_inconnu' || champ === 'projet'
    return {
      projet: unknown ? '?' : (context.projet ?? 'ENT95'),
      jour: receptions[i],
      ...counts,
      rejetes: { [reason]: 1 },
    }
  })
  expect(lignes).toEqual(expected.sort((a, b) => ((a.jour as string) < (b.jour as string) ? -1 : 1)))
  const fields = await select<{ recu: string; champ: string }>(
    install.store,
    "SELECT recu, champ FROM registre WHERE champ != ''",
  )
  expect(new Map(fields.map(({ recu, champ }) => [recu, champ]))).toEqual(
    new Map(REFUSED.flatMap(([, champ], i) => (champ === '' ? [] : [[receptions[i] as string, champ]]))),
  )
  expect(await select(install.store, 'SELECT * FROM marker')).toEqual([])
})

test('codes are read as people write them, and the bounds of an age are inside', async () => {
  await opened()
  await install.collect([
    page(
      '2026-09-15T08:05:00Z',
      { service: ' notes ', action: 'CLIC' },
      { uai: '951234a', profil: 'eleve ', projet: ' ent95' },
    ),
    page('2026-09-16T08:05:00Z', { age: 0, type: 'tiers', outil: 'pronote' }),
    page('2026-09-20T08:05:00Z', { age: 172_800_000 }),
    page('2026-09-21T08:05:00Z', { age: 0.9 }),
  ])
  await install.process()
  expect((await install.ledger()).lignes).toMatchObject(Array(4).fill({ projet: 'ENT95', recus: 1, comptes: 1 }))
})

/** What the store holds and says of some markers. */
const held = async () => ({
  markers: await select(install.store, 'SELECT * FROM marker ORDER BY ALL'),
  judged: await select(install.store, 'SELECT * FROM recu FINAL ORDER BY ALL'),
  ledger: await install.ledger(),
})

const someLines = () => [
  page('2026-09-15T08:05:00Z'),
  page('2026-09-15T20:05:00Z', { service: 'NOTES' }),
  page('2026-09-16T08:05:00Z', { service: 'INCONNU' }),
]

test('a batch that comes again under the same position adds nothing', async () => {
  await opened()
  await install.collect(someLines())
  const batch = (await install.log.next(1000)) as Batch
  const directory = await loadDirectory(install.store)
  await processBatch(batch, install.store, directory, 0)
  await batch.commit()
  await install.process()
  const before = await held()
  expect(before.ledger.lignes).toMatchObject([{ comptes: 2 }, { rejetes: { service_inconnu: 1 } }])
  await processBatch(batch, install.store, directory, 0)
  await install.process()
  expect(await held()).toEqual(before)
})

test('a batch of more than a year, morning, day and evening, that comes again adds nothing', async () => {
  await opened()
  // A thousand parts, each synced to disk, would be a minute of a slow one.
  await install.store.command({
    query: 'ALTER TABLE marker MODIFY SETTING fsync_after_insert = 0, fsync_part_directory = 0',
  })
  const instants = Array.from({ length: 340 }, (_, i) => addDays('2025-09-01', i)).flatMap((jour) =>
    ['05:00', '12:00', '20:00'].map((hour) => `${jour}T${hour}:00Z`),
  )
  await install.collect(instants.map((instant) => page(instant)))
  const batch = (await install.log.next(10_000)) as Batch
  const directory = await loadDirectory(install.store)
  const kept = () =>
    select(install.store, 'SELECT (SELECT count() FROM marker) AS marqueurs, sum(n) AS recus FROM recu')
  await processBatch(batch, install.store, directory, 0)
  expect(await kept()).toEqual([{ marqueurs: 1020, recus: 1020 }])
  await processBatch(batch, install.store, directory, 0)
  expect(await kept()).toEqual([{ marqueurs: 1020, recus: 1020 }])
})

test.each([
  ['delivered', false],
  ['already in the store', true],
])('a batch left under way, %s, is finished before anything else and counts once', async (_how, inserted) => {
  await opened()
  await install.collect(someLines())
  const batch = (await install.log.next(1000)) as Batch
  if (inserted) await processBatch(batch, install.store, await loadDirectory(install.store), 0)
  // Received since: the batch that comes back must be cut as it was.
  await install.collect([page('2026-09-17T08:05:00Z')])

  const { log, store, folder } = install
  const engine = await openEngine({
    log,
    store,
    destroyPastSecrets: () => [],
    snapshot: `${folder}/reference.json`,
    now: () => NOW,
  })
  const opening = await engine.ledger()
  expect(opening.lignes.map(({ recus, enAttente }) => [recus, enAttente])).toEqual([
    [2, 2],
    [1, 0],
    [1, 1],
  ])
  await engine.processAll()
  expect(await engine.ledger()).toMatchObject({
    ferme: true,
    lignes: [{ comptes: 2 }, { rejetes: { service_inconnu: 1 } }, { comptes: 1 }],
  })
})

test.each([
  ['a replay', () => install.engine.replay({ du: '2026-09-01', au: '2026-09-30' })],
  ['an import', () => install.importProjets([{ ...PROJETS[0], etablissementsTest: ECOLES.map(({ uai }) => uai) }])],
])(
  'a batch of which the store took the markers and refused the counts is finished before %s',
  async (_what, change) => {
    await opened()
    await install.collect(someLines())
    await install.store.command({ query: 'RENAME TABLE recu TO ailleurs' })
    await expect(install.engine.takeAll()).rejects.toThrow('recu')
    await install.store.command({ query: 'RENAME TABLE ailleurs TO recu' })
    await change()
    await install.process()
    const { ferme, lignes } = await install.ledger()
    expect(ferme).toBe(true)
    expect(lignes).toMatchObject([{ comptes: 2 }, { rejetes: { service_inconnu: 1 } }])
  },
)

/** One person and one id: `count` markers, `stepMs` apart, `ofBody` a body. */
const oneId = (count: number, stepMs: number, ofBody: number, start = '2026-09-14T22:00:00Z'): OracleRecorded[] => {
  const instants = Array.from({ length: count }, (_, i) => Date.parse(start) + i * stepMs)
  return Array.from({ length: Math.ceil(count / ofBody) }, (_, body) => {
    const some = instants.slice(body * ofBody, (body + 1) * ofBody)
    const received = some.at(-1) as number
    const first = page(new Date(received).toISOString())
    const shown = { ...(first.body as { markers: Json[] }).markers[0], id: 'toujours-le-meme' }
    return { ...first, body: { ...(first.body as Json), markers: some.map((t) => ({ ...shown, age: received - t })) } }
  })
}

test('twenty thousand markers of a day under one id are one marker, and their day is rebuilt', async () => {
  await opened()
  await install.collect(oneId(20_000, 4_300, 100))
  await install.process()
  const { ferme, lignes } = await install.ledger()
  expect(ferme).toBe(true)
  expect(lignes).toMatchObject([{ jour: '2026-09-15', recus: 20_000, comptes: 1, doublons: 19_999, enAttente: 0 }])
})

const HOUR = 3600_000
test.each([
  ['at the 4 h of a doublon', oneId(40, 4 * HOUR, 1)],
  ['just over them', oneId(40, 4 * HOUR + 1, 1)],
  ['every half hour', oneId(60, HOUR / 2, 1)],
  ['every hour, several in a body', oneId(60, HOUR, 7)],
  ['every hour, the last received first', oneId(48, HOUR, 48)],
])('one id for ever, %s, counts as the definitions say', async (_how, lines) => {
  await opened()
  await install.collect(lines)
  await install.process()
  const figures = oracle(lines, { ecoles: ECOLES, projets: PROJETS })
  const { ferme, lignes } = await install.ledger()
  expect(ferme).toBe(true)
  expect(lignes).toEqual(figures.ledger)
  expect(await install.exportOpendata('services', '2026-09-07', '2026-10-31')).toBe(
    figures.opendata('services', '2026-09-07', '2026-10-31'),
  )
})
