// The oracle's door, verdicts and classes of user agents, one by one.
import { expect, test } from 'vitest'
import { oracle } from './oracle.ts'
import { classify } from './oracle-agent.ts'
import type { Recorded } from './oracle-judge.ts'
import { isReceived } from './oracle-judge.ts'
import { type Json, page } from './page.ts'
import { ECOLES, EREA_MIQUELON, PROJETS } from './schools.ts'

const ledger = (requests: readonly Recorded[]) => oracle(requests, { ecoles: ECOLES, projets: PROJETS }).ledger

const NOT_COUNTED: [string, Json, Json][] = [
  ['champ_manquant', { id: 'quinze-lettres-' }, {}],
  ['champ_manquant', { age: '0' }, {}],
  ['champ_manquant', {}, { projet: '  ' }],
  ['champ_manquant', {}, { uai: 9512340 }],
  ['champ_manquant', {}, { profil: '' }],
  ['champ_manquant', {}, { visiteur: 'v'.repeat(129) }],
  ['champ_manquant', { id: '🎒'.repeat(15) }, {}],
  ['champ_manquant', { service: null }, { projet: 'INCONNU' }],
  ['champ_manquant', { action: undefined }, {}],
  ['projet_inconnu', {}, { projet: 'INCONNU', uai: '0333333Y' }],
  ['ecole_de_test', {}, { uai: '333333y', profil: 'INCONNU' }],
  ['ecole_de_test', {}, { uai: EREA_MIQUELON.uai }],
  ['uai_cle', {}, { uai: '0333333Y', projet: 'ENT974' }],
  ['uai_malforme', {}, { uai: '00951234A' }],
  ['uai_malforme', {}, { uai: '<script>' }],
  ['uai_inconnu', {}, { uai: '0959999C' }],
  ['profil_inconnu', { service: 'INCONNU' }, { profil: 'P'.repeat(65) }],
  ['service_inconnu', { service: 'Élève' }, {}],
  ['action_inconnue', { action: 'survol' }, {}],
  ['type_outil', { type: 'TIERS' }, {}],
  ['type_outil', { type: 'NATIF', outil: 'Big Blue Button' }, {}],
  ['type_outil', { type: 'AUTRE' }, {}],
  ['age_hors_bornes', { age: -1 }, {}],
  ['age_hors_bornes', { age: 172_800_001 }, {}],
]
test.each(NOT_COUNTED)('%s: %j %j', (reason, marker, context) => {
  const [line] = ledger([page('2026-09-15T08:05:00+02:00', marker, context)])
  expect(line).toMatchObject({ recus: 1, comptes: 0, rejetes: { [reason]: 1 } })
  expect(line?.projet).toBe(
    ['projet_inconnu', 'champ_manquant'].includes(reason) && context.projet ? '?' : (context.projet ?? 'ENT95'),
  )
})

test.each<Json>([
  { age: 172_800_000.9 },
  { age: -0.9 },
  { outil: 'MOODLE' },
  { type: ' tiers', outil: 'Big Blue Button' },
  { type: '', outil: '' },
  { couleur: 'bleu' },
  { id: '🎒'.repeat(36) },
])('%j counts', (marker) => {
  expect(ledger([page('2026-09-15T08:05:00+02:00', marker)])).toMatchObject([{ comptes: 1 }])
})

test('a robot that declares itself is refused after all else', () => {
  const curl = (marker: Json) => ledger([page('2026-09-15T08:05:00+02:00', marker, {}, 'curl/8.5.0')])[0]?.rejetes
  expect([curl({}), curl({ age: -1 })]).toEqual([{ robot: 1 }, { age_hors_bornes: 1 }])
})

const BODY = { v: 1, projet: 'ENT95', markers: [{}] }
const filled = (bytes: number) => ({ ...BODY, page: 'x'.repeat(bytes - JSON.stringify({ ...BODY, page: '' }).length) })
test.each([
  [true, BODY],
  [true, { ...BODY, markers: Array(100).fill({}) }],
  [true, filled(65_536)],
  [false, filled(65_537)],
  [false, { ...BODY, v: '1' }],
  [false, { ...BODY, projet: '' }],
  [false, { ...BODY, projet: 'P'.repeat(65) }],
  [false, { ...BODY, markers: [] }],
  [false, { ...BODY, markers: [[]] }],
  [false, { ...BODY, markers: Array(101).fill({}) }],
  [false, [BODY]],
  [false, null],
])('the door says %s', (said, body) => {
  expect(isReceived(body)).toBe(said)
})

test.each([
  ['Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1', 'tablette ios safari'],
  ['Mozilla/5.0 (Linux; Android 13; SM-X200) Chrome/139.0.0.0 Safari/537.36', 'tablette android chromeMobile'],
  ['Mozilla/5.0 (Android 14; Mobile; rv:141.0) Gecko/141.0 Firefox/141.0', 'smartphone android firefox'],
  ['Mozilla/5.0 (X11; CrOS x86_64) Chrome/139.0.0.0 Safari/537.36', 'ordinateur chromeos chrome'],
  ['Mozilla/5.0 (Windows NT 10.0) Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0', 'ordinateur windows edge'],
  ['Mozilla/5.0 (Linux; Android 12; wv) Chrome/139.0.0.0 Mobile Safari/537.36', 'smartphone android autreNavigateur'],
  ['', 'autreappareil autreOS autreNavigateur'],
])('%s is %s', (agent, classes) => {
  expect(Object.values(classify(agent)).join(' ')).toBe(classes)
})
