// The figures of days, weeks, months and school years: exact users, whatever schools and profils a person is of; nothing
// lost when they are killed, when the directory moves a school, when who was seen is purged.
import fc from 'fast-check'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { openEngine } from '../processor/engine.ts'
import { type Store, select } from '../schema/store.ts'
import { PROFILS, SERVICES } from '../schema/vocabulary.ts'
import { NOW, openInstall } from './helper.ts'
import { oracle } from './oracle.ts'
import { compare, type Ecole, type Recorded } from './oracle-judge.ts'
import { type Tables, tablesOf } from './oracle-periods.ts'
import { ANDROID, page, WINDOWS } from './page.ts'
import { annuaireCsv, COLLEGE_REUNION, ECOLE, ECOLES, LYCEE, PROJETS } from './schools.ts'

type Install = Awaited<ReturnType<typeof openInstall>>
let install: Install
afterEach(() => install.close())

const opened = async (now = NOW): Promise<Install> => {
  install = await openInstall({ now })
  await install.importAnnuaireCsv(annuaireCsv(ECOLES))
  await install.importProjets(PROJETS)
  return install
}

const rows = async (table: string, where = '1'): Promise<string[]> =>
  (await select<object>(install.store, `SELECT * FROM ${table} WHERE ${where}`))
    .map((row) => Object.values(row).join('\t'))
    .sort(compare)

const tables = async (): Promise<Tables> => ({
  periode: await rows('periode'),
  territoires: await rows('mesure_territoire'),
  comptage: await rows('comptage'),
})

const expected = (requests: readonly Recorded[], ecoles: readonly Ecole[] = ECOLES, projets = PROJETS): Tables =>
  tablesOf(oracle(requests, { ecoles: ECOLES, projets: PROJETS }).visits, { ecoles, projets })

/** Three persons who are in any school under any profil, on days of two school years. */
const mixed = fc.array(
  fc.record({
    visiteur: fc.constantFrom('v-0001', 'v-0002', 'v-0003'),
    uai: fc.constantFrom(...ECOLES.slice(0, 4).map(({ uai }) => uai)),
    profil: fc.constantFrom(...PROFILS),
    projet: fc.constantFrom('ENT95', 'ENT974'),
    service: fc.constantFrom(...SERVICES.slice(0, 5)),
    userAgent: fc.constantFrom(ANDROID, WINDOWS),
    jour: fc.constantFrom('2026-07-30', '2026-07-31', '2026-08-01', '2026-08-03'),
    minute: fc.integer({ min: 10, max: 59 }),
  }),
  { minLength: 60, maxLength: 60 },
)

test('persons of several schools and several profils are one user wherever they are counted together', async () => {
  await opened()
  const all: Recorded[] = []
  await fc.assert(
    fc.asyncProperty(mixed, async (visits) => {
      const requests = visits.map(({ visiteur, uai, profil, projet, service, userAgent, jour, minute }) =>
        page(`${jour}T12:${minute}:00Z`, { service }, { visiteur, uai, profil, projet }, userAgent),
      )
      all.push(...requests)
      await install.collect(requests)
      await install.process()
      expect(await tables()).toEqual(expected(all))
    }),
    { numRuns: 2, endOnFailure: true },
  )
})

test('a person seen on 31 July and on 1 August is two users of that week, one of each month and school year', async () => {
  await opened()
  await install.collect([
    page('2026-07-31T08:05:00Z'),
    page('2026-07-31T12:05:00Z'),
    page('2026-08-01T08:05:00Z', {}, { uai: ECOLE.uai }),
  ])
  await install.process()
  const users = await select(
    install.store,
    `SELECT genre, debut, utilisateurs FROM mesure_territoire
     WHERE niveau = 'departement' AND degre = '' AND secteur = '' AND dimension = 'total' ORDER BY genre, debut`,
  )
  expect(users).toEqual(
    [
      ['jour', '2026-07-31', 1],
      ['jour', '2026-08-01', 1],
      ['semaine', '2026-07-27', 2],
      ['mois', '2026-07-01', 1],
      ['mois', '2026-08-01', 1],
      ['annee', '2025-08-01', 1],
      ['annee', '2026-08-01', 1],
    ].map(([genre, debut, utilisateurs]) => ({ genre, debut, utilisateurs })),
  )
})

test('visits and time of a month are the sum of its days, its users are not', async () => {
  await opened()
  const days = ['01', '02', '14', '30']
  await install.collect(days.flatMap((day) => [8, 9].map((hour) => page(`2026-09-${day}T0${hour}:05:00Z`))))
  await install.process()
  const [sums] = await select(
    install.store,
    `SELECT sumIf(p.visites, genre = 'mois') AS mois, sumIf(p.visites, genre = 'jour') AS jours,
       sumIf(p.utilisateurs, genre = 'mois') AS personnes, sumIf(p.utilisateurs, genre = 'jour') AS presences
     FROM periode AS p WHERE dimension = 'total'`,
  )
  expect(sums).toEqual({ mois: 8, jours: 8, personnes: 1, presences: 4 })
})

/** A store that fails at one statement, as when its process is killed there. */
const failing = (store: Store, at: RegExp): Store => {
  const command: Store['command'] = (params) =>
    at.test(`${params.query} ${JSON.stringify(params.query_params)}`)
      ? Promise.reject(new Error('killed'))
      : store.command(params)
  return new Proxy(store, {
    get: (target, name) => (name === 'command' ? command : Reflect.get(target, name).bind?.(target)),
  })
}
const engineOn = (store: Store) =>
  openEngine({
    log: install.log,
    store,
    destroyPastSecrets: () => [],
    snapshot: `${install.folder}/reference.json`,
    now: () => NOW,
  })

test('killed between a day and its figures, or between those of its periods, all are made in the end', async () => {
  await opened()
  const requests: Recorded[] = []
  const moments = [
    /INSERT INTO jour_reconstruit/,
    /ALTER TABLE groupe REPLACE PARTITION \('jour'/,
    /ALTER TABLE presence REPLACE PARTITION \('semaine'/,
    /ALTER TABLE mesure_territoire REPLACE PARTITION \('semaine'/,
    /ALTER TABLE ecole_periode REPLACE PARTITION \('mois'/,
    /ALTER TABLE comptage REPLACE PARTITION \('semaine'/,
    /INSERT INTO periode_reconstruite[\s\S]*"annee"/,
  ]
  for (const [i, moment] of moments.entries()) {
    const late = page(`2026-11-20T08:0${i}:00Z`, { service: 'NOTES' }, { visiteur: `v-000${i}` })
    requests.push(late)
    await install.collect([late])
    const killed = await engineOn(failing(install.store, moment))
    await expect(killed.processAll()).rejects.toThrow('killed')
    await (await engineOn(install.store)).processAll()
    expect(await tables()).toEqual(expected(requests))
  }
})

const moved = ECOLES.map((ecole) =>
  ecole.uai === ECOLE.uai
    ? { ...ecole, codeDepartement: '078', codeCommune: '78646', circonscription: 'Versailles' }
    : ecole,
)
const made = () => rows('(SELECT genre, debut, max(reconstruit) FROM periode_reconstruite GROUP BY genre, debut)')

test('a school that the directory moves takes its visits and users with it, in its own periods only', async () => {
  await opened()
  const requests = [
    page('2026-09-15T08:05:00Z'),
    page('2026-10-06T08:05:00Z', {}, { uai: ECOLE.uai }),
    page('2026-10-06T09:05:00Z'),
  ]
  await install.collect(requests)
  await install.process()
  const before = await made()
  await install.importAnnuaireCsv(annuaireCsv(moved))
  await install.process()
  expect(await tables()).toEqual(expected(requests, moved))
  const again = (await made()).filter((period) => !before.includes(period)).map((period) => period.split('\t')[1])
  expect(again.sort()).toEqual(['2026-08-01', '2026-10-01', '2026-10-05', '2026-10-06'])
  await install.process()
  expect(await tables()).toEqual(expected(requests, moved))
})

test('schools are counted anew once an import changes what declares them or their headcount, in their own periods only', async () => {
  await opened()
  const requests = [
    page('2026-09-15T08:05:00Z'),
    page('2026-10-06T08:05:00Z', {}, { uai: COLLEGE_REUNION.uai, projet: 'ENT974' }),
    page('2026-10-06T09:05:00Z'),
  ]
  await install.collect(requests)
  await install.process()
  const before = await made()
  const projets = PROJETS.map((projet) =>
    projet.projet === 'ENT974' ? { ...projet, convention: '2026-10-01' } : projet,
  )
  await install.importProjets(projets)
  await install.process()
  expect(await tables()).toEqual(expected(requests, ECOLES, projets))
  const again = (await made()).filter((period) => !before.includes(period)).map((period) => period.split('\t')[1])
  expect(again.sort()).toEqual(['2026-08-01', '2026-10-01', '2026-10-05', '2026-10-06'])
  expect(await rows('recensement', "projet = 'ENT974'")).toEqual([expect.stringContaining('\t2026-10-01\t')])

  // The same of a process that stays.
  const stop = new AbortController()
  const running = install.engine.run(stop.signal, pino({ level: 'silent' }))
  await install.importProjets(PROJETS)
  await expect.poll(() => rows('comptage')).toEqual(expected(requests).comptage)
  stop.abort()
  await running

  await install.importText('effectifs', `uai;rentree_scolaire;effectifs\n${LYCEE.uai};2025-2026;900\n`)
  await install.process()
  const counted = `SELECT sum(x.effectif) AS effectif, sum(sans_effectif) AS inconnues, sum(visites_connues) AS visites,
    sum(utilisateurs_connus) AS personnes FROM comptage AS x WHERE genre = 'semaine' AND debut = '2026-09-14' AND projet = ''`
  expect(await select(install.store, counted)).toEqual([{ effectif: 900, inconnues: 0, visites: 1, personnes: 1 }])
})

test('who was seen goes after thirteen months; the users drawn from it stay, whatever comes or moves', async () => {
  await opened()
  const requests = [
    page('2025-09-16T08:05:00Z', {}, { uai: ECOLE.uai }),
    page('2025-10-06T08:05:00Z', {}, { uai: COLLEGE_REUNION.uai, projet: 'ENT974' }),
    page('2026-11-20T08:05:00Z', {}, { uai: LYCEE.uai }),
  ]
  await install.collect(requests)
  await install.process()
  const before = await tables()
  // Not the purge of this install's own engine: it would destroy the year's secret too, and nothing could come any more.
  const engine = await engineOn(install.store)
  await engine.purgeNow()
  const kept = await select<{ genre: string; debut: string }>(
    install.store,
    'SELECT DISTINCT genre, debut FROM presence WHERE debut < {jour:Date} ORDER BY genre, debut',
    { jour: '2026-01-01' },
  )
  expect(kept.map(({ genre, debut }) => `${genre} ${debut}`)).toEqual([
    'jour 2025-10-06',
    'semaine 2025-10-06',
    'mois 2025-10-01',
    'annee 2025-08-01',
  ])
  // Another day of the month that visits went from: refused, for the month would be made of a part.
  await install.collect([page('2025-09-29T08:05:00Z', {}, { uai: ECOLE.uai })])
  await engine.processAll()
  expect(await tables()).toEqual(before)

  await install.importAnnuaireCsv(annuaireCsv(moved))
  await engine.processAll()
  const after = await tables()
  expect(after.periode).toEqual(before.periode)
  const measured = ({ territoires }: Tables, without: RegExp) =>
    territoires.map((row) => row.replace(without, '')).filter((row) => !/(\t0)+$/.test(row))
  const visits = (of: Tables) => measured(of, /\t\d+$/)
  expect(visits(after)).toEqual(visits(expected(requests, moved)))
  const users = (of: Tables) => measured(of, /\t\d+\t\d+(?=\t\d+$)/)
  const old = (rows: string[]) => rows.filter((row) => /^(jour|semaine|mois)\t2025-09/.test(row))
  expect(old(users(after))).toEqual(old(users(before)))
  expect(users(after)).not.toEqual(users(before))
})
