// What `?verdict` tells is what the processor will say: the same requests, through both, reason by reason.
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { classify } from '../collector/agent.ts'
import { openSecrets } from '../collector/pseudonym.ts'
import { type MarkerVerdict, openVerdicts, type Verdicts } from '../collector/verdict.ts'
import { saveDirectory } from '../schema/directory.ts'
import type { Directory, Envelope } from '../schema/marker.ts'
import { recorded } from './arbitrary.ts'
import { openInstall } from './helper.ts'
import { isReceived } from './oracle-judge.ts'
import { type Json, page, WINDOWS } from './page.ts'
import { annuaireCsv, ECOLE, ECOLE_DE_TEST, ECOLES, MATERNELLE_MARTINIQUE, PROJETS } from './schools.ts'

const RUNS = Number(process.env.RUNS ?? 6)
const TUESDAY = Date.parse('2026-11-24T07:05:00Z')

const DIRECTORY: Directory = {
  projets: new Map(
    PROJETS.map(({ projet, etablissements, etablissementsTest }) => [
      projet,
      { ecoles: new Set(etablissements), ecolesDeTest: new Set(etablissementsTest) },
    ]),
  ),
  ecoles: new Map(ECOLES.map(({ uai }) => [uai, { fuseau: 'Europe/Paris' }])),
  joursPurges: new Set(['2026-11-23']),
}

const listOf = (verdicts: Verdicts): MarkerVerdict[] => {
  if ('erreur' in verdicts) throw new Error(verdicts.erreur)
  return verdicts.verdicts
}

describe('a verdict asked for', () => {
  let folder: string
  let snapshot: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mesure-'))
    snapshot = join(folder, 'reference.json')
    saveDirectory(snapshot, DIRECTORY)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const open = (path = snapshot) => openVerdicts(path, openSecrets(join(folder, 'secrets'), true))
  const bodyOf = (marker: Json = {}, context: Json = {}) =>
    page('2026-11-24T07:05:00Z', marker, context).body as Envelope
  const one = (marker: Json = {}, context: Json = {}): MarkerVerdict =>
    listOf(open()(bodyOf(marker, context), classify(WINDOWS), TUESDAY))[0] as MarkerVerdict

  it('accepts the page of an élève of a declared lycée, and has nothing to add', () => {
    expect(one()).toEqual({ verdict: 'compte', champ: '', conseil: '' })
  })

  it.each<[string, Json, Json, string]>([
    ['names the field that is absent', { age: undefined }, {}, 'Donnez une valeur au champ age'],
    ['gives the letter that the digits want', {}, { uai: '0951234B' }, 'Si les chiffres sont justes, la lettre est A.'],
    ['says that a test school is as it must be', {}, { uai: ECOLE_DE_TEST }, 'Rien à corriger'],
    ['says that a day is over', { age: 24 * 3600 * 1000 }, {}, 'ce jour est clos'],
    ['knows no such service', { service: 'BLOG' }, {}, 'PAGE_ENT'],
    [
      'knows what a slip stands for',
      { service: 'cahier_de_texte' },
      {},
      'Au lieu de CAHIER_DE_TEXTE, peut-être CAHIER_TEXTES ?',
    ],
    ['knows what a longer name holds', { service: 'NOTES_2' }, {}, 'Au lieu de NOTES_2, peut-être NOTES ?'],
    ['suggests nothing from afar', { service: 'BLOG' }, {}, 'une PAGE_ENT.'],
    ['knows what a profil stands for', {}, { profil: 'PARENTS' }, 'Au lieu de PARENTS, peut-être PARENT ?'],
    ['knows what a tool stands for', { outil: 'MODLE' }, {}, 'Au lieu de MODLE, peut-être MOODLE ?'],
    ['names the fields that nobody reads', { outils: 'PMB' }, { profile: 'x' }, 'retirés : profile, outils.'],
    ['names a tool that the plan does not list', { outil: 'pronote' }, {}, "d'outil PRONOTE n'est pas dans la liste"],
  ])('%s', (_, marker, context, sentence) => {
    expect(one(marker, context).conseil).toContain(sentence)
  })

  it('counts a school that the projet did not declare, and flags it', () => {
    const found = one({}, { uai: MATERNELLE_MARTINIQUE.uai })
    expect(found).toMatchObject({ verdict: 'compte', horsPerimetre: true })
    expect(found.conseil).toContain('hors périmètre')
    expect(one({}, { uai: ECOLE.uai })).not.toHaveProperty('horsPerimetre')
  })

  it('keeps the order of markers on both sides of 1 August', () => {
    const at = Date.parse('2026-08-01T10:00:00Z')
    const [posted] = bodyOf().markers as [Json]
    const day = 24 * 3600 * 1000
    const markers = [day, 0, day].map((age, i) => ({ ...posted, age, service: i === 1 ? 'BLOG' : 'NOTES' }))
    const verdicts = listOf(open()({ ...bodyOf(), markers }, classify(WINDOWS), at))
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['compte', 'service_inconnu', 'compte'])
  })

  it('echoes little of what it does not know', () => {
    const names = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${'x'.repeat(100)}${i}`, 1]))
    expect(one(names).conseil.length).toBeLessThan(300)
  })

  it('is a sentence as long as nothing was imported, and follows an import', () => {
    const path = join(folder, 'later.json')
    const ask = open(path)
    const answer = () => ask(bodyOf(), classify(WINDOWS), TUESDAY)
    expect(answer()).toEqual({ erreur: expect.stringContaining("aucune donnée de référence n'a été importée") })
    saveDirectory(path, { ...DIRECTORY, projets: new Map() })
    expect(listOf(answer())[0]?.verdict).toBe('projet_inconnu')
    saveDirectory(path, DIRECTORY)
    expect(listOf(answer())[0]?.verdict).toBe('compte')
    writeFileSync(path, 'half')
    utimesSync(path, 1, 1)
    expect(answer()).toEqual({ erreur: expect.stringContaining('ne se lisent pas') })
  })
})

/** Long after all that `recorded` makes. */
const NOW = Date.parse('2026-12-21T12:00:00Z')

const addTo = (counts: Record<string, number>, verdict: string, n = 1) => {
  if (n > 0) counts[verdict] = (counts[verdict] ?? 0) + n
}

test('verdicts are those of the processor, for the same requests', { timeout: 600_000 }, async () => {
  const install = await openInstall({ now: NOW })
  try {
    await install.importAnnuaireCsv(annuaireCsv(ECOLES))
    await install.importProjets(PROJETS)
    const ask = openVerdicts(join(install.folder, 'reference.json'), openSecrets(join(install.folder, 'secrets'), true))
    // Of all runs so far: the ledger forgets nothing.
    const told: Record<string, number> = {}
    await fc.assert(
      fc.asyncProperty(recorded, async (requests) => {
        await install.collect(requests)
        await install.process()
        const judged: Record<string, number> = {}
        for (const { comptes, doublons, rejetes } of (await install.ledger()).lignes) {
          addTo(judged, 'compte', comptes + doublons)
          for (const [reason, n] of Object.entries(rejetes)) addTo(judged, reason, n)
        }
        for (const { received, userAgent, body } of requests) {
          if (!isReceived(body)) continue
          const posted = body as Envelope
          const verdicts = listOf(ask(posted, classify(userAgent ?? ''), new Date(received).getTime()))
          expect(verdicts.length).toBe(posted.markers.length)
          for (const { verdict } of verdicts) addTo(told, verdict)
        }
        expect(told).toEqual(judged)
      }),
      { numRuns: RUNS, endOnFailure: true },
    )
  } finally {
    await install.close()
  }
})
