// The oracle against figures worked out by hand from the definitions.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recorded } from './arbitrary.ts'
import { columnsOf, ENSEMBLES, type Ensemble, meanDuration, oracle } from './oracle.ts'
import { local, type Recorded, schoolYear } from './oracle-judge.ts'
import { ANDROID, type Json, page, WINDOWS } from './page.ts'
import { COLLEGE_REUNION, ECOLES, LYCEE, MATERNELLE_MARTINIQUE, PROJETS } from './schools.ts'

const REFERENCE = { ecoles: ECOLES, projets: PROJETS }
/** The cells of each row that are named, without quotes. */
const cells = (requests: readonly Recorded[], set: Ensemble, ...names: string[]): string[][] => {
  const rows = oracle(requests, REFERENCE).opendata(set, '2020-01-06', '2030-12-30').split('\r\n').slice(1, -1)
  const at = names.map((name) => columnsOf(set).indexOf(name))
  return rows.map((row) => at.map((i) => row.split(';')[i] as string))
}
const globales = (requests: readonly Recorded[]): string[][] =>
  cells(requests, 'profils', 'debutSemaine', 'visites_globales', 'utilisateurs_globales', 'duree_globales')
const ledger = (requests: readonly Recorded[]) => oracle(requests, REFERENCE).ledger

test('an élève of a lycée on a Tuesday at 8:05 is one visit of seven minutes', () => {
  const requests = [
    page('2026-09-15T08:05:00+02:00'),
    page('2026-09-15T08:12:00+02:00', { service: 'COURRIER_ELECTRONIQUE' }),
  ]
  expect(oracle(requests, REFERENCE).opendata('profils', '2026-09-14', '2026-09-14')).toBe(
    [
      columnsOf('profils').join(';'),
      "2026-09-14;0951234A;Versailles;Cergy;Val-d'Oise;Ile-de-France;MINISTERE DE L'EDUCATION NATIONALE;;Lycée;PU;1;1;00:07:00;1;1;00:07:00;0;0;00:00:00;0;0;00:00:00;0;0;00:00:00",
      '',
    ].join('\r\n'),
  )
  expect(oracle(requests, REFERENCE).opendata('profils', '2026-09-15', '2026-12-31').split('\r\n')).toHaveLength(2)
  expect(ledger(requests)).toEqual([
    { projet: 'ENT95', jour: '2026-09-15', recus: 2, comptes: 2, doublons: 0, rejetes: {}, enAttente: 0 },
  ])
})

test('the four files have their columns', () => {
  expect(ENSEMBLES.map((set) => columnsOf(set).length)).toEqual([25, 85, 73, 58])
})

test.each([
  ['08:34:59.999', '1', '00:30:00'],
  ['08:35:00.000', '2', '00:00:00'],
])('a marker of 08:05 and one of %s make %s visit(s)', (time, visits, duree) => {
  expect(globales([page('2026-09-15T08:05:00+02:00'), page(`2026-09-15T${time}+02:00`)])).toEqual([
    ['2026-09-14', visits, '1', duree],
  ])
})

test('a visit that crosses midnight belongs to the week in which it starts', () => {
  const requests = [page('2026-09-20T23:50:00+02:00'), page('2026-09-21T00:10:00+02:00')]
  expect(globales(requests)).toEqual([['2026-09-14', '1', '1', '00:20:00']])
})

const every = (minutes: number, from: string, to: string): Recorded[] => {
  const count = (Date.parse(to) - Date.parse(from)) / (minutes * 60_000) + 1
  return Array.from({ length: count }, (_, i) => page(new Date(Date.parse(from) + i * minutes * 60_000).toISOString()))
}

test('a forgotten screen ends at 04:00 of the next day, each day', () => {
  // Friday 18:00 to Monday 05:00: 18:00-03:40, 04:00-03:40 twice, then Monday 04:00-05:00 in another week.
  expect(globales(every(20, '2026-09-18T18:00:00+02:00', '2026-09-21T05:00:00+02:00'))).toEqual([
    ['2026-09-14', '3', '1', '19:00:00'],
    ['2026-09-21', '1', '1', '01:00:00'],
  ])
})

test('a visit that starts at 03:50 goes on until 04:00 of the day after', () => {
  expect(globales(every(10, '2026-09-15T03:50:00+02:00', '2026-09-16T04:00:00+02:00'))).toEqual([
    ['2026-09-14', '2', '1', '12:00:00'], // 24 h and 0, in the mean
  ])
})

test.each([
  // From 23:00 of Saturday to 04:00 of Sunday: 4 h in March, 6 h in October. The last 10 minutes are another visit.
  ['2026-03-28T23:00:00+01:00', '2026-03-29T04:10:00+02:00', '02:00:00'],
  ['2026-10-24T23:00:00+02:00', '2026-10-25T04:10:00+01:00', '03:00:00'],
])('the cut follows the clock of the night that starts at %s', (from, to, duree) => {
  expect(cells(every(10, from, to), 'profils', 'visites_globales', 'duree_globales')).toEqual([['2', duree]])
})

test('the week is that of the local clock of the school', () => {
  const sunday = '2026-09-20T21:00:00Z' // 23:00 in Paris, 01:00 of Monday in La Réunion, 17:00 in Martinique
  const at = (uai: string) => globales([page(sunday, {}, { uai })])[0]?.[0]
  expect([LYCEE, COLLEGE_REUNION, MATERNELLE_MARTINIQUE].map(({ uai }) => at(uai))).toEqual([
    '2026-09-14',
    '2026-09-21',
    '2026-09-14',
  ])
  expect(local(Date.parse('2026-10-25T01:30:00Z'), 'Europe/Paris')).toEqual({ jour: '2026-10-25', heure: 2 })
  expect(local(Date.parse('2026-09-20T22:00:00Z'), 'Europe/Paris')).toEqual({ jour: '2026-09-21', heure: 0 })
})

test('a marker sent again is a doublon, the first received counts, up to 4 h away, chains included', () => {
  const id = 'marqueur-du-lycee'
  const at = (time: string, received = time) =>
    page(`2026-09-15T${time}+02:00`, { id, received: `2026-09-15T${received}+02:00` })
  const count = (...requests: Recorded[]) => ledger(requests).map(({ comptes, doublons }) => [comptes, doublons])
  expect(count(at('08:05:00'), at('08:05:00.040', '08:06:00'))).toEqual([[1, 1]])
  expect(count(at('08:05:00'), at('12:05:00.000'))).toEqual([[1, 1]])
  expect(count(at('08:05:00'), at('12:05:00.001'))).toEqual([[2, 0]])
  expect(count(at('08:05:00'), at('11:05:00'), at('14:05:00'))).toEqual([[1, 2]])
  expect(count(at('08:05:00'), at('08:05:00'), at('08:05:00'))).toEqual([[1, 2]])
  // The one received first is the later in t: it alone is left.
  expect(globales([at('08:05:00', '20:00:00'), at('08:25:00', '09:00:00'), page('2026-09-15T08:30:00+02:00')])).toEqual(
    [['2026-09-14', '1', '1', '00:05:00']],
  )
  // Received at once: the first in t, then in the text of the service.
  expect(count(at('08:05:00', '09:00:00'), at('08:04:00', '09:00:00'))).toEqual([[1, 1]])
  expect(globales([at('08:05:00', '09:00:00'), at('08:04:00', '09:00:00'), page('2026-09-15T08:14:00+02:00')])).toEqual(
    [['2026-09-14', '1', '1', '00:10:00']],
  )
})

test('a doublon is of one person: another profil, another visiteur or another school year counts', () => {
  const id = 'marqueur-du-lycee'
  const here = page('2026-07-31T23:59:59.999+02:00', { id })
  const count = (other: Recorded) => ledger([here, other]).reduce((sum, { comptes }) => sum + comptes, 0)
  expect(count(page('2026-07-31T23:59:00+02:00', { id }))).toBe(1)
  expect(count(page('2026-07-31T23:59:00+02:00', { id }, { profil: 'PARENT' }))).toBe(2)
  expect(count(page('2026-07-31T23:59:00+02:00', { id }, { visiteur: 'V-0001' }))).toBe(2)
  expect(count(page('2026-08-01T00:00:00+02:00', { id }))).toBe(2)
})

test('a person seen on 31 July and on 1 August is two, Paris time, wherever the school is', () => {
  const requests = ['2026-07-31T21:59:59.999Z', '2026-07-31T22:00:00Z'].map((t) =>
    page(t, {}, { uai: COLLEGE_REUNION.uai, projet: 'ENT974' }),
  )
  expect(globales(requests)).toEqual([['2026-07-27', '2', '2', '00:00:00']])
  expect([schoolYear(Date.parse('2026-07-31T21:59:59.999Z')), schoolYear(Date.parse('2026-07-31T22:00:00Z'))]).toEqual([
    2025, 2026,
  ])
})

test('the time of a service runs to the next marker; PAGE_ENT has a row of zeros', () => {
  const requests = [
    page('2026-09-15T08:05:00+02:00', { service: 'NOTES' }),
    page('2026-09-15T08:06:00+02:00', { service: 'ABSENCES' }),
    page('2026-09-15T08:09:00+02:00', { service: 'NOTES' }),
    page('2026-09-15T08:14:00+02:00', { service: 'PAGE_ENT' }),
    page('2026-09-16T08:00:00+02:00', { service: 'NOTES' }), // a visit of one marker halves the mean
  ]
  const names = ['visites_notes', 'utilisateurs_notes', 'duree_notes', 'visites_absences', 'duree_absences']
  expect(cells(requests, 'services', ...names)).toEqual([['2', '1', '00:03:00', '1', '00:03:00']])
  const [, row] = oracle([page('2026-09-15T08:05:00+02:00', { service: 'PAGE_ENT' })], REFERENCE)
    .opendata('services', '2026-09-14', '2026-09-14')
    .split('\r\n')
  expect(row?.split(';').slice(2, 77).join(';')).toBe(Array(25).fill('0;0;00:00:00').join(';'))
})

test('the device of a visit is that of its first marker, ties in the order of the codes', () => {
  const names = ['visites_ordinateur', 'visites_smartphone', 'visites_windows', 'visites_chromeMobile']
  const requests = [
    page('2026-09-15T08:05:00+02:00', { service: 'SERVICE_COLLECTIVITE' }, {}, WINDOWS),
    page('2026-09-15T08:05:00+02:00', { service: 'SERVICES_VIE_SCOLAIRE' }, {}, ANDROID), // S before _
    page('2026-09-15T08:06:00+02:00', {}, {}, WINDOWS),
  ]
  expect(cells(requests, 'appareils', ...names)).toEqual([['0', '1', '0', '1']])
  expect(cells(requests, 'profils-appareils', 'visites_eleve_smartphone', 'visites_eleve_ordinateur')).toEqual([
    ['1', '0'],
  ])
})

test('a user of two profils is one in all; of two projets, two; AUTRE is in the total alone', () => {
  const at = (context: Json) => page('2026-09-15T08:05:00+02:00', {}, context)
  const names = ['visites_globales', 'utilisateurs_globales', 'utilisateurs_eleve', 'utilisateurs_parent']
  expect(cells([at({}), at({ profil: 'PARENT' })], 'profils', ...names)).toEqual([['2', '1', '1', '1']])
  expect(cells([at({}), at({ projet: 'ENT974' })], 'profils', ...names)).toEqual([['2', '2', '2', '0']])
  expect(cells([at({}), at({ profil: 'AUTRE' })], 'profils', ...names)).toEqual([['2', '1', '1', '0']])
})

test('codes are trimmed and upper-cased, the visitor is not', () => {
  const typed = { projet: ' ent95', uai: '951234a ', profil: 'Eleve' }
  const requests = [
    page('2026-09-15T08:05:00+02:00'),
    page('2026-09-15T08:06:00+02:00', { service: ' notes', action: 'PAGE' }, typed),
  ]
  expect(globales(requests)).toEqual([['2026-09-14', '1', '1', '00:01:00']])
  expect(globales([...requests, page('2026-09-15T08:07:00+02:00', {}, { visiteur: ' v-0001' })])).toEqual([
    ['2026-09-14', '2', '2', '00:00:30'],
  ])
})

test('the ledger is by day of reception in Paris, and holds nothing that the door refused', () => {
  const requests = [
    page('2026-09-15T08:05:00+02:00', { received: '2026-09-15T21:59:59.999Z' }),
    page('2026-09-15T08:05:00+02:00', { received: '2026-09-15T22:00:00Z' }),
    { received: '2026-09-15T06:00:00.000Z', userAgent: WINDOWS, body: { v: 2, projet: 'ENT95', markers: [{}] } },
  ]
  expect(ledger(requests).map(({ jour, recus }) => [jour, recus])).toEqual([
    ['2026-09-15', 1],
    ['2026-09-16', 1],
  ])
})

test.each([
  [0, 0, '00:00:00'],
  [499, 1, '00:00:00'],
  [500, 1, '00:00:01'],
  [2999, 2, '00:00:01'],
  [3000, 2, '00:00:02'],
  [4499, 3, '00:00:01'],
  [93_784_000, 1, '26:03:04'],
  [360_000_000, 1, '100:00:00'],
])('%i ms over %i visits is %s', (sum, visits, text) => {
  expect(meanDuration(sum, visits)).toBe(text)
})

test('the order of requests changes nothing, and exact copies change the doublons alone', () => {
  const files = (requests: readonly Recorded[]) => {
    const { opendata } = oracle(requests, REFERENCE)
    return ENSEMBLES.map((set) => opendata(set, '2025-12-01', '2026-12-31'))
  }
  const shuffled = recorded.chain((requests) =>
    fc.tuple(
      fc.constant(requests),
      fc.shuffledSubarray(requests, { minLength: requests.length }),
      fc.subarray(requests),
    ),
  )
  fc.assert(
    fc.property(shuffled, ([requests, others, copies]) => {
      expect(files([...others, ...copies])).toEqual(files(requests))
      expect(ledger(others)).toEqual(ledger(requests))
      expect(ledger([...copies, ...requests]).map(({ comptes }) => comptes)).toEqual(
        ledger(requests).map(({ comptes }) => comptes),
      )
    }),
    { numRuns: 30 },
  )
})
