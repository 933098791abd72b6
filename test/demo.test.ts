// The invented académie of `mesure demo`: believable, the same at every run, and with all that it promises to show.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { classify } from '../collector/agent.ts'
import { inventAcademie } from '../collector/demo/academie.ts'
import { DAY_MS, isVacances, parisDay, tenWeeks, weekNumber } from '../collector/demo/calendrier.ts'
import type { PostedRequest } from '../collector/demo/posted.ts'
import * as situations from '../collector/demo/situations.ts'
import { inventRequests } from '../collector/demo/visits.ts'
import { annuaire } from '../processor/reference/annuaire.ts'
import { calendrier } from '../processor/reference/calendrier.ts'
import { effectifs } from '../processor/reference/effectifs.ts'
import { projets } from '../processor/reference/projets.ts'
import { envelope, MAX_AGE_MS } from '../schema/marker.ts'
import { APPAREILS, isUaiKeyRight, NAVIGATEURS, PROFILS, SERVICES, SYSTEMES } from '../schema/vocabulary.ts'

const WEDNESDAY = Date.parse('2026-11-25T10:30:00Z')
const academie = inventAcademie()
const rows = (text: string): Record<string, string>[] => parse(text, { delimiter: ';', columns: true, bom: true })
const ecoles = rows(academie.annuaire)
const registry: { projet: string; services: string[]; etablissements: string[]; etablissementsTest: string[] }[] =
  JSON.parse(academie.projets)
const requests = [...inventRequests(WEDNESDAY)]
const FIRST_DAY = parisDay(tenWeeks(WEDNESDAY).start)

const weekOf = ({ received }: PostedRequest): number => weekNumber(parisDay(received), FIRST_DAY)
const markersOf = (list: PostedRequest[]) => list.flatMap(({ body }) => body.markers)
const from = (uai: string) => requests.filter(({ body }) => body.uai === uai)
const of = (projet: string) => requests.filter(({ body }) => body.projet === projet)
const digest = (list: Iterable<PostedRequest>): string => {
  const hash = createHash('sha256')
  for (const request of list) hash.update(JSON.stringify(request))
  return hash.digest('hex')
}

describe('the reference files', () => {
  test('are the same at every run', () => {
    expect(inventAcademie()).toEqual(academie)
  })

  test('have the header that the ministry publishes', () => {
    const published = readFileSync(join(import.meta.dirname, 'fixtures/annuaire-2026.csv'), 'utf8')
    const headerOf = (text: string) => text.replace('\uFEFF', '').split(/\r?\n/)[0]
    expect(headerOf(academie.annuaire)).toBe(headerOf(published))
    expect(headerOf(academie.annuaire)?.split(';')).toHaveLength(71)
  })

  test.each([
    ['annuaire', annuaire],
    ['projets', projets],
    ['effectifs', effectifs],
    ['calendrier', calendrier],
  ] as const)('are imported without a refusal: %s', (name, kind) => {
    const { rows, refused } = kind.read(name, Buffer.from(academie[name]))
    expect(refused).toEqual([])
    expect(rows.length).toBeGreaterThan(0)
  })

  test('give each école its own UAI, with the right letter', () => {
    const uais = ecoles.map((ecole) => ecole.Identifiant_de_l_etablissement as string)
    expect(new Set(uais).size).toBe(uais.length)
    expect(uais.filter((uai) => !isUaiKeyRight(uai))).toEqual([])
    const known = new Set(uais)
    const named = [
      ...registry.flatMap(({ etablissements }) => etablissements),
      ...rows(academie.effectifs).map((row) => row.uai),
    ]
    expect(named.filter((uai) => !known.has(uai as string))).toEqual([])
  })

  test.each([
    ['078', 0, 20],
    ['091', 20, 50],
    ['092', 20, 50],
    ['095', 90, 100.1],
  ])(
    'place the département %s from %d to below %d per cent of its open public écoles in a projet',
    (code, least, below) => {
      const declared = new Set(registry.flatMap(({ etablissements }) => etablissements))
      const open = ecoles.filter(
        (ecole) => ecole.Code_departement === code && ecole.Statut_public_prive === 'Public' && ecole.etat === 'OUVERT',
      )
      const share =
        (100 * open.filter((ecole) => declared.has(ecole.Identifiant_de_l_etablissement as string)).length) /
        open.length
      expect(open.length).toBeGreaterThanOrEqual(60)
      expect(open.length).toBeLessThanOrEqual(100)
      expect(share).toBeGreaterThanOrEqual(least)
      expect(share).toBeLessThan(below)
    },
  )

  test('hold maternelles and élémentaires, private écoles, closed ones, and a few whose headcount is unknown', () => {
    const count = (column: string, value: string) => ecoles.filter((ecole) => ecole[column] === value).length
    for (const nature of ['101', '151', '153']) expect(count('code_nature', nature)).toBeGreaterThan(0)
    expect(count('Statut_public_prive', 'Privé')).toBeGreaterThan(10)
    expect(count('etat', 'FERME')).toBeGreaterThan(5)
    const counted = new Set(rows(academie.effectifs).map(({ uai }) => uai))
    const unknown = ecoles.filter((ecole) => !counted.has(ecole.Identifiant_de_l_etablissement as string))
    expect(unknown.length / ecoles.length).toBeGreaterThan(0.03)
    expect(unknown.length / ecoles.length).toBeLessThan(0.2)
  })
})

describe('the ten weeks', () => {
  test.each([
    ['a Wednesday of November', '2026-11-25T10:30:00Z', '2026-11-25T10:30:00.000Z'],
    ['the second week of January', '2027-01-11T12:00:00Z', '2027-01-11T12:00:00.000Z'],
    [
      'a Monday too soon after the rentrée: the last day of school before',
      '2026-09-14T12:00:00Z',
      '2026-07-03T12:00:00.000Z',
    ],
    ['years after the last known calendar', '2031-01-01T12:00:00Z', '2027-06-21T12:00:00.000Z'],
  ])('end well on %s', (_, now, end) => {
    const weeks = tenWeeks(Date.parse(now))
    expect(new Date(weeks.end).toISOString()).toBe(end)
    expect(weeks.end - weeks.start).toBe(70 * DAY_MS)
  })

  test('hold hardly a visit in the holidays', () => {
    const perDay = (off: boolean) => {
      const days = requests.map(({ received }) => parisDay(received)).filter((day) => isVacances(day) === off)
      return days.length / new Set(days).size
    }
    expect(perDay(true) / perDay(false)).toBeLessThan(0.1)
    expect(perDay(true)).toBeGreaterThan(0)
  })
})

describe('the requests', () => {
  test('are the same for the same instant', () => {
    expect(digest(inventRequests(WEDNESDAY))).toBe(digest(requests))
  })

  test('come in the order of reception, and none after the instant asked for', () => {
    const received = requests.map((request) => request.received)
    expect(received.every((instant, i) => i === 0 || instant >= (received[i - 1] as number))).toBe(true)
    expect(received.at(-1)).toBeLessThan(WEDNESDAY)
    expect(received.at(-1)).toBeGreaterThan(WEDNESDAY - 3600_000)
  })

  test('have a body that the door takes, with ages of less than 48 h and ids of a right length', () => {
    for (const { body } of requests) {
      if (!envelope.safeParse(body).success) expect.fail(JSON.stringify(body))
      for (const { id, age } of body.markers)
        if (!(Number.isInteger(age) && age >= 0 && age < MAX_AGE_MS && id.length >= 16 && id.length <= 36))
          expect.fail(`${id} ${age}`)
    }
  })

  test.each(['2026-11-25T10:30:00Z', '2026-09-14T12:00:00Z', '2027-01-11T12:00:00Z', '2027-03-01T12:00:00Z'])(
    'carry between 400,000 and 500,000 markers on %s',
    (now) => {
      let markers = 0
      for (const { body } of inventRequests(Date.parse(now))) markers += body.markers.length
      expect(markers).toBeGreaterThan(400_000)
      expect(markers).toBeLessThan(500_000)
    },
  )

  test('are mostly fresh and small, some of them hours late, some sent again with the same ids', () => {
    const ids = new Set<string>()
    const again = markersOf(requests).filter(({ id }) => ids.size === ids.add(id).size)
    expect(again.length / ids.size).toBeGreaterThan(0.005)
    expect(again.length / ids.size).toBeLessThan(0.03)
    const oldest = requests.map(({ body }) => Math.max(...body.markers.map(({ age }) => age)))
    expect(oldest.filter((age) => age <= 3_000).length / requests.length).toBeGreaterThan(0.95)
    expect(oldest.filter((age) => age > 3600_000).length).toBeGreaterThan(50)
    expect(requests.filter(({ body }) => body.markers.length <= 4).length / requests.length).toBeGreaterThan(0.98)
  })

  test('come from every class of device, system and browser', () => {
    const agents = [...new Set(requests.map(({ userAgent }) => userAgent))].map(classify)
    expect(new Set(agents.map(({ appareil }) => appareil))).toEqual(new Set(APPAREILS))
    expect(new Set(agents.map(({ os }) => os))).toEqual(new Set(SYSTEMES))
    expect(new Set(agents.map(({ navigateur }) => navigateur))).toEqual(new Set(NAVIGATEURS))
  })

  test('use only what their projet announces, in every profile', () => {
    for (const { projet, services } of registry) {
      if (projet === situations.PROJET_FAUTIF) continue
      const used = new Set(markersOf(of(projet)).map(({ service }) => service))
      expect([...used].sort()).toEqual([...services, 'PAGE_ENT'].sort())
      expect(new Set(of(projet).map(({ body }) => body.profil))).toEqual(new Set(PROFILS))
    }
  })
})

describe('the particular situations', () => {
  test('an école where only parents come', () => {
    const posted = from(situations.ECOLE_DES_PARENTS)
    expect(new Set(posted.map(({ body }) => body.profil))).toEqual(new Set(['PARENT']))
    // Fewer than five in a week are hidden, and their school is not told.
    const persons = (week: number) =>
      new Set(posted.filter((request) => weekOf(request) === week).map(({ body }) => body.visiteur)).size
    expect([2, 3, 4, 8, 9].map(persons).every((n) => n >= 5)).toBe(true)
  })

  test('an école that goes silent', () => {
    const weeks = new Set(from(situations.ECOLE_QUI_SE_TAIT.uai).map(weekOf))
    expect([...weeks]).toEqual([1, 2, 3, 4])
  })

  test('an école in decline, and a département on the rise', () => {
    const inWeek = (list: PostedRequest[], week: number) => list.filter((request) => weekOf(request) === week).length
    const decline = from(situations.ECOLE_EN_DECLIN)
    expect(inWeek(decline, 10)).toBeLessThan(0.6 * inWeek(decline, 2))
    const rise = requests.filter(({ body }) => body.uai.startsWith(situations.DEPARTEMENT_EN_HAUSSE))
    expect(inWeek(rise, 10)).toBeGreaterThan(1.3 * inWeek(rise, 2))
  })

  test('écoles that are declared and never seen, and one that is seen and not declared', () => {
    const declared = new Set(registry.flatMap(({ etablissements }) => etablissements))
    for (const uai of situations.ECOLES_JAMAIS_VUES) {
      expect(declared).toContain(uai)
      expect(from(uai)).toHaveLength(0)
    }
    expect(declared).not.toContain(situations.ECOLE_HORS_PERIMETRE.uai)
    expect(from(situations.ECOLE_HORS_PERIMETRE.uai).length).toBeGreaterThan(100)
  })

  test('a projet whose NOTES stop', () => {
    const { projet, semaine } = situations.PROJET_DES_NOTES
    const withNotes = requests.filter(({ body }) => body.markers.some(({ service }) => service === 'NOTES'))
    expect(new Set(withNotes.map(({ body }) => body.projet))).toEqual(new Set([projet]))
    expect(Math.max(...withNotes.map(weekOf))).toBe(semaine - 1)
  })

  test('écoles of test, allow-listed by their projet, one of them with a wrong letter', () => {
    for (const { projet, uai } of situations.ECOLES_DE_TEST) {
      expect(registry.find((entry) => entry.projet === projet)?.etablissementsTest).toContain(uai)
      expect(from(uai).length).toBeGreaterThan(0)
    }
    expect(situations.ECOLES_DE_TEST.map(({ uai }) => isUaiKeyRight(uai))).toEqual([true, false])
  })

  test('one vendor at fault in 5 to 10 % of its markers, in four ways, and no other', () => {
    const known = new Set<string>(SERVICES)
    const tested = new Set(situations.ECOLES_DE_TEST.map(({ uai }) => uai))
    const faults = requests
      .filter(({ body }) => !tested.has(body.uai))
      .flatMap(({ body }) =>
        body.markers.map(({ service, type, outil }) => {
          if (body.profil === '') return [body.projet, 'profil']
          if (!isUaiKeyRight(body.uai)) return [body.projet, 'uai']
          if (!known.has(service)) return [body.projet, 'service']
          if (type !== undefined && (type === 'TIERS') !== (outil !== undefined)) return [body.projet, 'type']
          return []
        }),
      )
      .filter((fault) => fault.length > 0)
    expect(new Set(faults.map(([projet]) => projet))).toEqual(new Set([situations.PROJET_FAUTIF]))
    expect(new Set(faults.map(([, kind]) => kind))).toEqual(new Set(['profil', 'uai', 'service', 'type']))
    const share = faults.length / markersOf(of(situations.PROJET_FAUTIF)).length
    expect(share).toBeGreaterThan(0.05)
    expect(share).toBeLessThan(0.1)
  })

  test('one robot, which says so', () => {
    const robots = new Set(requests.map(({ userAgent }) => userAgent).filter((userAgent) => classify(userAgent).robot))
    expect([...robots]).toEqual([situations.ROBOT.userAgent])
  })

  test('a commune whose pupils come on tablets', () => {
    const shareOfTablets = (projet: string) => {
      const pupils = of(projet).filter(({ body }) => body.profil === 'ELEVE')
      return pupils.filter(({ userAgent }) => classify(userAgent).appareil === 'tablette').length / pupils.length
    }
    expect(shareOfTablets(situations.PROJET_DES_TABLETTES)).toBeGreaterThan(0.3)
    expect(shareOfTablets('ENT95')).toBeLessThan(0.15)
  })
})
