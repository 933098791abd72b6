// Reference data: what an import writes, refuses and reports, on the real engine, and what the other stages then read.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadDirectory } from '../processor/directory.ts'
import { importReference } from '../processor/reference/import.ts'
import type { ReferenceKind } from '../processor/reference/kinds.ts'
import { Unusable } from '../schema/folder.ts'
import { openStore, type Store, select } from '../schema/store.ts'
import { uaiLetter } from '../schema/vocabulary.ts'
import { placeStore } from './helper.ts'

const FIXTURES = join(import.meta.dirname, 'fixtures')
const fixture = (name: string): string => join(FIXTURES, name)
const MONDAY = Date.UTC(2026, 9, 19, 6)
const TUESDAY = MONDAY + 24 * 3600 * 1000

const uai = (digits: string): string => digits + uaiLetter(digits)
const TILLEULS = uai('0949001')
const ZERO_PERDU = uai('0949004')
const DEUX_RIVES = uai('0949005')

let folder: string
let store: Store
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mesure-reference-'))
  await placeStore(join(folder, 'store'))
  store = await openStore(`chdb:${join(folder, 'store')}`)
})
beforeEach(async () => {
  for (const table of ['etablissement', 'projet', 'effectif', 'calendrier', 'purge'])
    await store.command({ query: `TRUNCATE TABLE ${table}` })
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const importFiles = async (kind: ReferenceKind, files: string[], now = MONDAY): Promise<string[]> => {
  const lines: string[] = []
  await importReference(store, kind, files, now, (line) => lines.push(line.replaceAll(`${FIXTURES}/`, '')))
  return lines
}
const written = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const content = (table: string) => select(store, `SELECT * EXCEPT importe FROM ${table} FINAL ORDER BY ALL`)

describe('the directory of schools', () => {
  test('says which lines it refuses and why, with the line of the file', async () => {
    expect(await importFiles('annuaire', [fixture('annuaire-2026.csv')])).toEqual([
      `annuaire-2026.csv, ligne 5 : l'UAI 0949003B a une lettre fausse : ${uai('0949003')[7]} attendu`,
      "annuaire-2026.csv, ligne 6 : « 0094-001 » n'est pas un UAI (7 chiffres et une lettre)",
      "annuaire-2026.csv, ligne 14 : la ligne a 3 colonnes, l'en-tête 71 : un séparateur ou un guillemet manque ou est de trop",
      'Établissements : 8 importés, 1 en double écartés, 3 refus.',
    ])
  })

  test('keeps the last updated line of a UAI written twice, whatever the order of the lines', async () => {
    const lines = readFileSync(fixture('annuaire-2026.csv'), 'utf8')
      .split('\r\n')
      .filter((line) => line !== '')
    const annexe = lines.findIndex((line) => line.includes('annexe'))
    const [header, a, b] = [lines[0], lines[annexe], lines[annexe + 1]]
    for (const order of [
      [header, a, b],
      [header, b, a],
    ]) {
      await store.command({ query: 'TRUNCATE TABLE etablissement' })
      await importFiles('annuaire', [written('doubles.csv', order.join('\r\n'))])
      expect(await select(store, 'SELECT uai, nom FROM etablissement')).toEqual([
        { uai: DEUX_RIVES, nom: 'Lycée des Deux-Rives' },
      ])
    }
  })

  test('can be imported again: same schools, dated anew, and none is lost by a smaller file', async () => {
    const files = [fixture('annuaire-2026.csv'), fixture('annuaire-2023.csv')]
    await importFiles('annuaire', files)
    const first = await content('etablissement')
    await importFiles('annuaire', files)
    expect(await content('etablissement')).toEqual(first)
    await importFiles('annuaire', [fixture('annuaire-2023.csv')], TUESDAY)
    expect(await content('etablissement')).toEqual(first)
    expect(
      await select(
        store,
        'SELECT toUnixTimestamp64Milli(importe) AS t, count() AS n FROM etablissement FINAL GROUP BY t ORDER BY t',
      ),
    ).toEqual([
      { t: MONDAY, n: 8 },
      { t: TUESDAY, n: 3 },
    ])
  })
})

describe('a file that is not what was announced', () => {
  test.each<[ReferenceKind, string, string]>([
    ['annuaire', 'effectifs-ecoles.csv', '« Identifiant_de_l_etablissement »'],
    ['effectifs', 'annuaire-2026.csv', '« rentree_scolaire », « effectifs »'],
    ['calendrier', 'annuaire-2026.csv', '« Date de début »'],
    ['projets', 'annuaire-2026.csv', "n'est pas du JSON"],
  ])('%s refuses %s whole, names what is missing, and writes nothing', async (kind, name, missing) => {
    const good = { annuaire: 'annuaire-2023.csv', effectifs: 'effectifs-lycees.csv', calendrier: 'calendrier-api.csv' }
    const files = [...(kind === 'projets' ? [] : [fixture(good[kind])]), fixture(name)]
    const failure = await importFiles(kind, files).catch((error) => error)
    expect(failure).toBeInstanceOf(Unusable)
    expect(failure.message).toContain(missing)
    for (const table of ['etablissement', 'effectif', 'calendrier', 'projet']) expect(await content(table)).toEqual([])
  })

  test.each<[string, string, string]>([
    ['an empty file', '', 'il y manque les colonnes « uai »'],
    ['one column less', 'uai;effectifs\n', 'il y manque la colonne « rentree_scolaire »'],
    ['an open quote', 'uai;rentree;effectif\n"0949001Y;2022;3\n', 'un guillemet est mal fermé'],
  ])('effectifs refuses %s with a sentence', async (_what, text, sentence) => {
    await expect(importFiles('effectifs', [written('faux.csv', text)])).rejects.toThrow(sentence)
  })

  test('a file that is not there is said to be unreadable', async () => {
    await expect(importFiles('annuaire', ['absent.csv'])).rejects.toThrow(
      'Le fichier absent.csv ne se lit pas (ENOENT). Vérifiez son chemin et ses droits.',
    )
  })
})

describe('headcounts', () => {
  test('come from the files of écoles and of lycées; an unknown one is never 0', async () => {
    const files = [fixture('effectifs-ecoles.csv'), fixture('effectifs-lycees.csv')]
    const report = await importFiles('effectifs', files)
    expect(await content('effectif')).toEqual([
      { uai: TILLEULS, rentree: '2021-2022', effectif: 61 },
      { uai: TILLEULS, rentree: '2022-2023', effectif: 53 },
      { uai: uai('7209001'), rentree: '2022-2023', effectif: 584 },
    ])
    expect(report).toEqual([
      "effectifs-ecoles.csv, ligne 4 : l'effectif est absent : il reste inconnu",
      "effectifs-ecoles.csv, ligne 5 : l'effectif « NS » n'est pas un nombre entier",
      'Effectifs : 3 importés, 0 en double écartés, 2 refus.',
    ])
    await importFiles('effectifs', files, TUESDAY)
    expect(await content('effectif')).toHaveLength(3)
  })
})

describe('the registry of projects', () => {
  test('is checked project by project, and code by code in their lists', async () => {
    expect(await importFiles('projets', [fixture('projets.json')])).toEqual([
      "projets.json, projet n° 1 (ENTARVE) : services.2 : « TELEPATHIE » n'est pas un service du plan de marquage",
      `projets.json, projet n° 1 (ENTARVE) : etablissements.3 : l'UAI 0949003B a une lettre fausse : ${uai('0949003')[7]} attendu`,
      "projets.json, projet n° 1 (ENTARVE) : etablissements.4 : « 0094-001 » n'est pas un UAI (7 chiffres et une lettre)",
      'projets.json, projet n° 3 (ENTTROIS) : projet refusé, degre : il faut 1, 2 ou null',
      'projets.json, projet n° 3 (ENTTROIS) : projet refusé, convention : il faut une date, comme 2019-11-04',
      expect.stringContaining('projets.json, projet n° 3 (ENTTROIS) : projet refusé, services : '),
      "projets.json, projet n° 5 (ENTFAUTE) : « etablissement » n'est pas un champ d'un projet : il est ignoré",
      "projets.json, projet n° 4 (ENTARVE) : ce code est déjà décrit (projets.json, projet n° 1 (ENTARVE)) : retirez l'un des deux",
      'Projets : 3 importés, 0 en double écartés, 8 refus.',
    ])
    expect((await content('projet'))[0]).toEqual({
      projet: 'ENTARVE',
      libelle: "L'Arve numérique",
      collectivite: 'COLL94',
      plateforme: 'PLATE',
      exploitant: 'EXPLO',
      degre: 1,
      convention: '2019-11-04',
      services: ['ACCUEIL', 'NOTES'],
      etablissements: [TILLEULS, ZERO_PERDU],
      etablissements_test: ['0333333Y'],
    })
  })
})

describe('the school calendar', () => {
  test('is read with its labels and with its API names, the end excluded', async () => {
    const files = [fixture('calendrier-libelles.csv'), fixture('calendrier-api.csv')]
    expect(await importFiles('calendrier', files)).toEqual([
      "calendrier-libelles.csv, ligne 5 : la date de début « bientôt » n'est pas une date",
      'Congés : 5 importés, 1 en double écartés, 1 refus.',
    ])
    expect(
      await select(store, 'SELECT academie, description, debut, fin FROM calendrier FINAL ORDER BY debut'),
    ).toEqual([
      { academie: 'Versailles', description: 'Vacances de la Toussaint', debut: '2026-10-17', fin: '2026-11-02' },
      { academie: 'Réunion', description: "Vacances d'Été austral", debut: '2026-12-19', fin: '2027-01-25' },
      { academie: 'Versailles', description: 'Vacances de Noël', debut: '2026-12-19', fin: '2027-01-04' },
      { academie: 'Guadeloupe', description: 'Mi-carême', debut: '2027-03-04', fin: '2027-03-05' },
      { academie: 'Versailles', description: "Début des Vacances d'Été", debut: '2027-07-03', fin: '2027-07-04' },
    ])
    const first = await content('calendrier')
    await importFiles('calendrier', files, TUESDAY)
    expect(await content('calendrier')).toEqual(first)
  })
})

describe('what the other stages read', () => {
  beforeEach(async () => {
    await importFiles('annuaire', [fixture('annuaire-2026.csv'), fixture('annuaire-2023.csv')])
    await importFiles('projets', [fixture('projets.json')])
    await importFiles('effectifs', [fixture('effectifs-ecoles.csv'), fixture('effectifs-lycees.csv')])
  })

  test('the judge gets schools with their clock, projects with their schools, and purged days', async () => {
    await store.command({ query: "INSERT INTO purge VALUES ('2026-09-01', now64(3))" })
    const directory = await loadDirectory(store)
    expect(directory.ecoles.size).toBe(11)
    expect(directory.ecoles.get(uai('9749001'))).toEqual({ fuseau: 'Indian/Reunion' })
    expect(directory.ecoles.get(uai('9879001'))).toEqual({ fuseau: 'Pacific/Wallis' })
    expect(directory.projets.get('ENTARVE')).toEqual({
      ecoles: new Set([TILLEULS, ZERO_PERDU]),
      ecolesDeTest: new Set(['0333333Y']),
    })
    expect(directory.joursPurges).toEqual(new Set(['2026-09-01']))
  })

  test('a school has its nature, degree, state, latest headcount and projects', async () => {
    expect(
      await select(
        store,
        'SELECT nom, nature_uai, degre, ouvert, secteur, effectif, projets, convention FROM ecole ORDER BY uai',
      ),
    ).toEqual(
      [
        ['Collège Sainte-Galette', 'Collège', 2, 1, 'PR', null, [], null],
        ['Lycée professionnel du Phare', 'Lycée professionnel', 2, 1, 'PU', null, [], null],
        ['Circonscription de Saint-Cidre', 'CIRCONSCRIPTIONS INSPECTION EDUC NAT', null, 1, '', null, [], null],
        ['Ecole élémentaire des Cœurs-Vaillants', 'Ecole élémentaire', 1, 1, 'PU', 53, ['ENTARVE'], '2019-11-04'],
        ['Ecole maternelle du Petit Moulin', 'Ecole maternelle', 1, 0, 'PU', null, [], null],
        ['Collège du zéro perdu', 'Collège', 2, 1, 'PU', null, ['ENTARVE', 'ENTSANSDATE'], null],
        ['Lycée des Deux-Rives', 'Lycée', 2, 1, 'PR', null, [], null],
        ['Lycée polyvalent de la Serra', 'Lycée', 2, 1, 'PU', 584, [], null],
        ['Ecole primaire de la Savane', 'Ecole élémentaire', 1, 1, 'PU', null, [], null],
        ['Collège du Grand Piton', 'Collège', 2, 1, 'PU', null, [], null],
        ['Collège du Lagon', 'Collège', 2, 1, 'PU', null, [], null],
      ].map(([nom, nature_uai, degre, ouvert, secteur, effectif, projets, convention]) => ({
        nom,
        nature_uai,
        degre,
        ouvert,
        secteur,
        effectif,
        projets,
        convention,
      })),
    )
  })
})

test('the real extracts are imported without a refused line', async ({ skip }) => {
  const donnees = process.env.DONNEES
  if (donnees === undefined) return skip("DONNEES ne désigne pas de dossier d'extraits réels")
  const extracts = (part: string) =>
    readdirSync(donnees)
      .filter((name) => name.includes(part))
      .map((name) => join(donnees, name))
  expect((await importFiles('annuaire', extracts('annuaire'))).at(-1)).toBe(
    'Établissements : 1606 importés, 3 en double écartés, 0 refus.',
  )
  expect((await importFiles('effectifs', extracts('ips'))).at(-1)).toBe(
    'Effectifs : 40630 importés, 0 en double écartés, 0 refus.',
  )
})
