// Reference data, file by file: the layouts, encodings and forms of value that each reader takes or refuses.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { annuaire, type Etablissement } from '../processor/reference/annuaire.ts'
import { localDate } from '../processor/reference/calendrier.ts'
import { effectifs } from '../processor/reference/effectifs.ts'
import { projets } from '../processor/reference/projets.ts'
import { uaiLetter } from '../schema/vocabulary.ts'

const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name)
const uai = (digits: string): string => digits + uaiLetter(digits)
const TILLEULS = uai('0949001')

const readAnnuaire = (bytes: Buffer): Etablissement[] => annuaire.read('annuaire.csv', bytes).rows.map(({ row }) => row)

describe('the directory of schools', () => {
  test('is read in the layout of 2026: byte-order mark, quoted line break, lost zero, overseas clocks', () => {
    const rows = readAnnuaire(readFileSync(fixture('annuaire-2026.csv')))
    expect(rows).toHaveLength(9)
    expect(rows[0]).toEqual({
      uai: TILLEULS,
      nom: 'Ecole élémentaire des Cœurs-Vaillants',
      type: 'Ecole',
      secteur: 'PU',
      code_nature: 151,
      libelle_nature: 'ECOLE DE NIVEAU ELEMENTAIRE',
      code_commune: '94999',
      commune: 'Rives-les-Tilleuls',
      code_departement: '094',
      departement: 'Val-de-Marne',
      code_academie: '24',
      academie: 'Créteil',
      code_region: '11',
      region: 'Ile-de-France',
      circonscription: "Circonscription d'inspection du 1er degré de Rives-les-Tilleuls",
      ministere: "MINISTERE DE L'EDUCATION NATIONALE",
      etat: 'OUVERT',
      ouverture: '1970-09-01',
      latitude: 48.75,
      longitude: 2.32,
      fuseau: 1,
      date_maj: '2026-05-27',
    })
    expect(rows[1]).toMatchObject({ uai: uai('0949002'), ouverture: null, latitude: null })
    expect(rows.map((row) => row.uai)).toContain(uai('0949004'))
  })

  test('is read in the layout of 2023, with its sectors', () => {
    expect(readAnnuaire(readFileSync(fixture('annuaire-2023.csv'))).map(({ nom, secteur }) => [nom, secteur])).toEqual([
      ['Collège Sainte-Galette', 'PR'],
      ['Lycée professionnel du Phare', 'PU'],
      ['Circonscription de Saint-Cidre', ''],
    ])
  })

  test('is the same in Windows-1252, without byte-order mark, with bare line feeds and with commas', () => {
    const bytes = readFileSync(fixture('annuaire-2023.csv'))
    const text = bytes.toString('utf8').slice(1)
    const expected = readAnnuaire(bytes)
    expect(readAnnuaire(Buffer.from(text, 'latin1'))).toEqual(expected)
    expect(readAnnuaire(Buffer.from(text.replaceAll('\r\n', '\n')))).toEqual(expected)
    expect(readAnnuaire(Buffer.from(text.replaceAll(';', ',')))).toEqual(expected)
    expect(readAnnuaire(Buffer.from(text.replace('Sainte-Galette', 'dit "la Galette"')))[0]?.nom).toBe(
      'Collège dit "la Galette"',
    )
    // What Latin-1 lacks and Windows-1252 has: œ is 0x9C.
    const oe = Buffer.from(text.replace('Sainte-Galette', 'du Sacré-C\u009Cur'), 'latin1')
    expect(readAnnuaire(oe)[0]?.nom).toBe('Collège du Sacré-Cœur')
  })

  test.each([
    ['094', 1],
    ['94', 1],
    ['02A', 1],
    ['', 1],
    ['974', 7],
    ['0974', 7],
    ['978', 3],
    ['973', 2],
    ['986', 10],
    ['987', 9],
    ['988', 8],
  ])('gives the schools of département « %s » the clock n° %i', (code, fuseau) => {
    const text = readFileSync(fixture('annuaire-2023.csv'), 'utf8').replaceAll(';035;', `;${code};`)
    expect(readAnnuaire(Buffer.from(text))[0]?.fuseau).toBe(fuseau)
  })
})

describe('headcounts', () => {
  test.each<[string, string, string, number | string]>([
    ['uai;rentree_scolaire;effectifs', '2022-2023', '53.0', 53],
    ['UAI;Rentrée scolaire;Effectifs', '2022', '53', 53],
    ['numero_uai;rentree;effectif', '2022-23', '1 053', 1053],
    ['code_uai;annee_scolaire;nombre_eleves', '2022/2023', '53,0', 53],
    ["Numéro de l'école;Rentrée scolaire;Nombre total d'élèves", '2022', '0', 0],
    ['numero_college;rentree_scolaire;nombre_eleves_total', '2022', '53', 53],
    ['uai;rentree_scolaire;effectifs', '2022-2024', '53', "la rentrée « 2022-2024 » n'est pas une année scolaire"],
    ['uai;rentree_scolaire;effectifs', '', '53', "la rentrée «  » n'est pas une année scolaire"],
    ['uai;rentree_scolaire;effectifs', '2022', '53.5', "l'effectif « 53.5 » n'est pas un nombre entier"],
    ['uai;rentree_scolaire;effectifs', '2022', '-1', "l'effectif « -1 » n'est pas un nombre entier"],
  ])('« %s » with « %s » and « %s » gives %s', (header, rentree, effectif, expected) => {
    const { rows, refused } = effectifs.read('x.csv', Buffer.from(`${header}\n${TILLEULS};${rentree};${effectif}\n`))
    if (typeof expected === 'number')
      expect(rows[0]?.row).toEqual({ uai: TILLEULS, rentree: '2022-2023', effectif: expected })
    else expect(refused[0]?.reason).toContain(expected)
  })
})

describe('the registry of projects', () => {
  test.each<[string, string]>([
    ['{"projet": "ENT95"}', "n'est pas un tableau de projets"],
    ['[{"projet": "ENT95",\n}]', "n'est pas du JSON, vers la ligne 2"],
  ])('refuses %s whole', (text, sentence) => {
    expect(() => projets.read('projets.json', Buffer.from(text))).toThrow(sentence)
  })

  test.each<[unknown, string]>([
    [{}, 'projet refusé, projet : '],
    [{ projet: 'E N T' }, "projet refusé, projet : ce n'est pas un code"],
    [null, 'projet refusé, en entier : '],
    [{ projet: 'ENT95', etablissements: [7] }, 'projet refusé, etablissements.0 : '],
    [{ projet: 'ENT95', etablissementsTest: ["x'y"] }, "etablissementsTest.0 : « 00000X'Y » n'est pas un code"],
  ])('says what is wrong in %j', (value, reason) => {
    expect(projets.read('projets.json', Buffer.from(JSON.stringify([value]))).refused[0]?.reason).toContain(reason)
  })
})

describe('the school calendar', () => {
  test.each<[string, string, string | null]>([
    ['2026-10-16T22:00:00+00:00', 'Versailles', '2026-10-17'],
    ['2026-11-01T23:00:00Z', 'Versailles', '2026-11-02'],
    ['2026-10-17T00:00:00+0200', 'Versailles', '2026-10-17'],
    ['2026-10-17', 'Versailles', '2026-10-17'],
    ['2026-10-17T00:00:00', 'Guadeloupe', '2026-10-17'],
    // Midnight in Paris, as overseas académies are published.
    ['2026-10-16T22:00:00+00:00', 'Guadeloupe', '2026-10-17'],
    ['2026-10-16T22:00:00+00:00', 'Polynésie', '2026-10-17'],
    // Midnight there.
    ['2026-10-17T04:00:00+00:00', 'Guadeloupe', '2026-10-17'],
    ['2026-10-17T10:00:00+00:00', 'Polynésie', '2026-10-17'],
    ['2026-10-16T12:00:00+00:00', 'Wallis et Futuna', '2026-10-17'],
    ['2026-10-16T20:00:00+00:00', 'La Réunion', '2026-10-17'],
    ['2026-02-30', 'Versailles', null],
    ['17 octobre', 'Versailles', null],
    ['', 'Versailles', null],
  ])('« %s » in %s is the local day %s', (text, academie, day) => {
    expect(localDate(text, academie)).toBe(day)
  })
})
