// What is known beside our own measure: the ministry's published files, and what happened in schools.
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { annotate } from '../dashboards/annotation.ts'
import { importOpendata } from '../processor/reference/opendata.ts'
import { OPENDATA_SETS } from '../schema/opendata.ts'
import { COQUELICOTS, GRAND_PRE, openUsage, READ, type Usage } from './usage.ts'

let usage: Usage
beforeAll(async () => {
  usage = await openUsage()
})
afterAll(() => usage?.close())

const NOW = Date.parse('2026-11-25T14:00:00Z')
const importFile = async (text: string | Buffer, name = 'fichier.csv'): Promise<string[]> => {
  const file = join(usage.folder, name)
  writeFileSync(file, text)
  const said: string[] = []
  await importOpendata(usage.store, [file], NOW, (line) => said.push(line.replace(usage.folder, '')))
  return said
}

describe('the files of the ministry', () => {
  it('are read back as they are written, twice as once, and are last year when our measure was not there', async () => {
    for (let time = 0; time < 2; time++)
      for (const set of OPENDATA_SETS) {
        const text = (await usage.exportOpendata(set, '2026-11-01', '2026-11-30'))
          .replaceAll(READ as string, '2025-11-17')
          .replaceAll('2026-11-09', '2025-11-10')
        expect(await importFile(`\ufeff${text}`, `${set}.csv`)).toEqual([
          expect.stringMatching(
            new RegExp(`^Historique, ${set} \\(/${set}.csv\\) : 4 semaines d'établissement importées, 0 refus\\.$`),
          ),
        ])
      }
    await usage.process()
    const lastYear = { du: '2025-11-17', au: '2025-11-17' }
    expect(await usage.view('historique_total', lastYear)).toMatchObject([{ visites: 79 }])
    expect(await usage.view('historique_total', { ...lastYear, uai: GRAND_PRE })).toMatchObject([{ visites: 33 }])
    // 33 and 41 of its two schools.
    expect(await usage.view('historique_total', { ...lastYear, code_departement: '095' })).toMatchObject([
      { visites: 74 },
    ])
    expect(await usage.view('historique_total', { ...lastYear, code_departement: '095', degre: '2' })).toEqual([])
    expect(await usage.view('historique_profils', lastYear)).toMatchObject([
      { profil: 'ELEVE', visites: 30 },
      { profil: 'ENSEIGNANT', visites: 3 },
      { profil: 'PARENT', visites: 46 },
    ])
    expect(
      (await usage.view('historique_services', lastYear)).find(({ service }) => service === 'ACCUEIL'),
    ).toMatchObject({ visites: 39 })
    expect(await usage.view('comparaison', { du: READ, au: READ })).toMatchObject([
      { visites: 79, visites_an: 79, source_an: 'ministere', utilisateurs_an: null },
    ])
    // Of a Monday, the file has the whole week.
    const monday = { genre: 'jour', du: READ, au: READ } as const
    expect(await usage.view('historique_total', { ...lastYear, genre: 'jour' })).toEqual([])
    expect(await usage.view('comparaison', monday)).toMatchObject([{ visites_an: null, source_an: '' }])
    for (const scope of [{ uai: GRAND_PRE }, { genre: 'mois', du: '2025-11-01' }, { genre: 'jour' }, {}] as const) {
      const compared = await usage.view('comparaison', scope)
      const visits = compared.map(({ debut, provisoire, visites, source_an, visites_an }) => ({
        debut,
        provisoire,
        visites,
        source_an,
        visites_an,
      }))
      expect(visits.length).toBeGreaterThan(0)
      expect(await usage.view('visites_comparees', scope)).toEqual(visits)
    }
    // Another measure: it never enters ours.
    expect(await usage.view('synthese', lastYear)).toEqual([])
  })

  it('tell how much of them is read, of all of them together', async () => {
    const text = await usage.exportOpendata('profils', READ as string, READ as string)
    const [header = '', line = ''] = text.split('\r\n')
    const files = ['2023-09-04', '2023-09-11'].map((week, n) => {
      const file = join(usage.folder, `gros-${n}.csv`)
      writeFileSync(file, `${header}\n${`${line.replace(READ as string, week)}\n`.repeat(60_000)}`)
      return file
    })
    const size = files.reduce((sum, file) => sum + statSync(file).size, 0)
    const steps: { done: number; of: number; doing: string }[] = []
    await importOpendata(
      usage.store,
      files,
      NOW,
      () => {},
      (step) => steps.push(step),
    )
    expect(steps.length).toBeGreaterThan(files.length)
    expect(new Set(steps.map(({ of, doing }) => `${of} ${doing}`))).toEqual(
      new Set([`${Math.ceil(size / 1e6)} Mo lus`]),
    )
    const done = steps.map(({ done }) => done)
    expect(done).toEqual([...done].sort((a, b) => a - b))
    expect(done[0]).toBeLessThan(done.at(-1) as number)
    expect(done.at(-1)).toBe(Math.ceil(size / 1e6))
  })

  it('have each line that is refused told, and a file of another kind refused whole', async () => {
    const [header = '', line = ''] = (await usage.exportOpendata('profils', READ as string, READ as string)).split(
      '\r\n',
    )
    const said = await importFile(
      [
        header,
        line.replace(READ as string, '2024-09-03'),
        line.replace(/;\d{7}[A-Z];/, ';PARIS;'),
        line.replace(/;\d+;/, ';-4;'),
        line.replace(READ as string, '02/09/2024'),
      ].join('\n'),
    )
    expect(said).toEqual([
      expect.stringContaining("ligne 2 : debutSemaine « 2024-09-03 » n'est pas un lundi"),
      expect.stringContaining("ligne 3 : l'UAI « PARIS » n'a pas la forme"),
      expect.stringContaining('ligne 4 : visites_globales « -4 »'),
      expect.stringContaining("1 semaines d'établissement importées, 3 refus"),
    ])
    await expect(importFile('a;b\n1;2\n')).rejects.toThrow(/n'est pas un fichier hebdomadaire du ministère/)
    await expect(importFile('')).rejects.toThrow(/est vide/)
    await expect(importOpendata(usage.store, ['/nulle/part.csv'], NOW, () => {})).rejects.toThrow(
      /ne se lit pas \(ENOENT\)/,
    )
  })
})

describe('an annotation', () => {
  const run = async (args: string[], options: Record<string, string> = {}): Promise<string> => {
    let text = ''
    await annotate(usage.store, args, options, NOW, (said) => {
      text += said
    })
    return text
  }

  it('is added, listed, drawn where it belongs, measured, and taken back', async () => {
    const added = await run(['ajouter'], {
      du: '2026-11-16',
      titre: 'Semaine de la presse',
      territoire: `etablissement:${GRAND_PRE}`,
    })
    expect(added).toMatch(/^Annotation 1 : Semaine de la presse, le 2026-11-16, École primaire fictive du Grand Pré/)
    await run(['ajouter'], { du: '2026-11-10', au: '2026-11-12', titre: 'Panne', type: 'rupture', projet: 'ENT78-92' })
    expect(await run(['lister'])).toBe(
      `2  2026-11-10 → 2026-11-12  rupture  Panne  partout  ENT78-92\n1  2026-11-16  projet_local  Semaine de la presse  etablissement:${GRAND_PRE}\n`,
    )
    expect(await usage.view('annotations', { uai: GRAND_PRE })).toMatchObject([
      { titre: 'Semaine de la presse', lieu: 'École primaire fictive du Grand Pré' },
      { titre: 'Panne', lieu: '' },
    ])
    expect(await usage.view('annotations', { uai: COQUELICOTS, projet: 'ENT95' })).toEqual([])
    // 12 visits before, 33 after, of 219 pupils; no school like it has both.
    expect(await usage.view('effets')).toMatchObject([
      { titre: 'Semaine de la presse', avant: 1200 / 219, apres: 3300 / 219, evolution: 33 / 12 - 1 },
    ])
    expect(await run(['corriger', '1'], { titre: 'Semaine des médias', au: '2026-11-20' })).toMatch(
      /^Annotation 1 corrigée : Semaine des médias, le 2026-11-16 jusqu'au 2026-11-20, École primaire fictive du Grand Pré/,
    )
    expect(await run(['corriger', '1'], { titre: 'Semaine de la presse', au: '' })).not.toContain("jusqu'au")
    expect(await run(['supprimer', '1'])).toBe('Annotation 1 supprimée : Semaine de la presse.\n')
    expect(await usage.view('annotations', { uai: GRAND_PRE })).toMatchObject([{ titre: 'Panne' }])
  })

  it.each([
    [['ajouter'], {}, '--du doit être une date'],
    [['ajouter'], { du: '2026-11-16' }, '--titre doit dire'],
    [['ajouter'], { du: '2026-11-16', au: '2026-11-01', titre: 'x' }, 'inversez-les'],
    [['ajouter'], { du: '2026-11-16', titre: 'x', type: 'fete' }, '--type doit être'],
    [['ajouter'], { du: '2026-11-16', titre: 'x', territoire: 'departement:Val d oise' }, ''],
    [['ajouter'], { du: '2026-11-16', titre: 'x', territoire: 'departement:Valdoize' }, 'Peut-être departement:095'],
    [['ajouter'], { du: '2026-11-16', titre: 'x', projet: 'ENT94' }, 'Peut-être projet:ENT95'],
    [['corriger', '2'], { du: 'hier' }, '--du doit être une date'],
    [['corriger', '99'], {}, "Il n'y a pas d'annotation 99"],
    [['supprimer', '99'], {}, "Il n'y a pas d'annotation 99"],
    [['danser'], {}, 'attend ajouter, lister, corriger ou supprimer'],
  ] as [string[], Record<string, string>, string][])(
    'that is wrong gets a sentence: %j %j',
    async (args, options, sentence) => {
      if (sentence === '') return expect(run(args, options)).resolves.toContain('Annotation')
      return expect(run(args, options)).rejects.toThrow(sentence)
    },
  )
})
