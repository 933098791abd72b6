// What the sections of a report say of given figures: each sentence true of them, and none that two readers would take two ways.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { composeReport } from '../dashboards/rapport/compose.ts'
import type { Figures } from '../dashboards/rapport/figures.ts'
import { writeReport } from '../dashboards/rapport/files.ts'
import { type Bloc, type Rapport, rapport } from '../dashboards/rapport/model.ts'
import { openSheet } from '../dashboards/rapport/pdf/sheet.ts'
import type { Territoire } from '../dashboards/rapport/territory.ts'
import { pdfPages, whyNoReaders } from './documents.ts'
import { inventedFigures, VERSAILLES } from './invented-figures.ts'

const reportOf = (figures: Figures): Rapport =>
  rapport.parse(
    composeReport(figures, {
      chiffres: '2026-11-03T05:12:00.000Z',
      definitions: '3fa9c1d2',
      commande: 'mesure rapport --mois 2026-10 --territoire academie:25',
    }),
  )
const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ')
const wordsOf = (bloc: Bloc): string[] => (bloc.genre === 'liste' ? bloc.phrases : 'texte' in bloc ? [bloc.texte] : [])
/** The sentences of a section, one a line. */
const said = (figures: Figures, section: string): string =>
  plain(
    reportOf(figures)
      .sections.find(({ id }) => id === section)
      ?.blocs.flatMap(wordsOf)
      .join('\n') ?? '',
  )

describe('the month in one page', () => {
  it('says of one school whether it is active, not how many are', () => {
    const territoire = { ...VERSAILLES, niveau: 'etablissement' as const, code: '0780000A', libelle: 'École' }
    const [first] = reportOf(inventedFigures({ schools: 1, territoire })).sections[0]?.blocs ?? []
    const cards = first?.genre === 'chiffres' ? first.chiffres : []
    expect(cards.map(({ titre, genre }) => [titre, genre])).toContainEqual(['Établissement actif', 'oui'])
  })

  it('says of a family of services that fell to nothing that it fell, and nothing of one that begins to be marked', () => {
    const figures = inventedFigures()
    const of = (famille: string, now: number, past: number) => (row: Figures['services'][number]) =>
      row.famille !== famille ? row : { ...row, visites: row.debut === figures.mois ? now : past }
    const services = figures.services.map(of('pedagogie', 0, 90_000)).map(of('ressources', 90_000, 0))
    const words = said({ ...figures, services }, 'mois')
    expect(words).toMatch(/Les visites de services de la famille « Pédagogie » diminuent de 100,0 %/)
    expect(words).not.toContain('« Ressources »')
  })

  const rate = (figures: Figures): string[] => {
    const [first] = reportOf(figures).sections[0]?.blocs ?? []
    const cards = first?.genre === 'chiffres' ? first.chiffres : []
    return (cards.find(({ titre }) => titre === 'Visites pour 100 élèves')?.details ?? []).map(plain)
  }

  it('compares visits of a hundred pupils by day of class, as it does visits', () => {
    const figures = inventedFigures()
    const synthese = figures.synthese.map((row) => ({ ...row, visites_100: 120 }))
    // October has 12 days of class before its holidays, September 22.
    expect(rate({ ...figures, synthese }).slice(0, 2)).toEqual(['10,0 par jour de classe', '5,5 en septembre 2026'])
    expect(rate({ ...figures, synthese, vacances: [] })[0]).toBe('120,0 en septembre 2026')
    expect(rate({ ...inventedFigures({ provisoire: true }) }).join()).not.toContain('en septembre')
  })

  it('says why the persons of a month that was measured from its middle are compared with nothing', () => {
    const sentence = 'Septembre 2026 n’est mesuré qu’à partir du 21 septembre 2026'
    const [, ...late] = inventedFigures({ months: 2 }).synthese
    expect(late).toHaveLength(1)
    expect(said({ ...inventedFigures({ months: 2 }), depuis: '2026-09-21' }, 'mois')).toContain(sentence)
    expect(said({ ...inventedFigures({ months: 2 }), depuis: '2026-09-01' }, 'mois')).not.toContain('n’est mesuré')
  })

  it('tells a few active schools by their number', () => {
    const figures = inventedFigures()
    const synthese = figures.synthese.map((row) => ({ ...row, ecoles_actives: 1, ecoles_projet: 60 }))
    expect(said({ ...figures, synthese }, 'mois')).toContain(
      '1 établissement actif pour 60 dans un projet, soit 1,7 % : moins de la moitié.',
    )
  })
})

describe('a month that runs', () => {
  const figures = { ...inventedFigures({ provisoire: true }), visitesEnCours: 500 }

  it('is compared by the days that are over, without the visits of the day that runs', () => {
    const { visites = 0 } = figures.synthese.at(-1) ?? {}
    const months = reportOf(figures).tables.find(({ id }) => id === 'frequentation')
    const row = months?.lignes.at(-1) ?? []
    // The 1st and 2nd, and two weeks before the holidays begin on the 17th.
    expect(row.slice(1, 4)).toEqual([12, visites, Math.round((10 * (visites - 500)) / 12) / 10])
    expect(said(figures, 'mois')).toContain('jusqu’au 20 octobre 2026, dernier jour entier')
  })

  it('has no evolution of what is not known of whole days alone', () => {
    for (const { id, colonnes, lignes } of reportOf(figures).tables)
      for (const [i, { genre, imprimee }] of colonnes.entries())
        if (genre === 'evolution')
          expect([new Set(lignes.map((ligne) => ligne[i])), imprimee], id).toEqual([new Set([null]), false])
    expect(said(figures, 'mois')).not.toMatch(/du profil|de la famille/)
  })

  it('is compared with nothing when no calendar tells how far it is', () => {
    expect(said({ ...figures, vacances: [] }, 'mois')).not.toMatch(/Les visites (augmentent|diminuent|varient)/)
  })
})

describe('schools', () => {
  it('without a visit are all named, those that had some the month before told apart from those never seen', () => {
    const figures = inventedFigures()
    const etablissements = figures.etablissements.map((row, i) =>
      i === 0 ? { ...row, visites: 0, utilisateurs: 0, visites_12: Array(12).fill(0) } : row,
    )
    const silent = etablissements.filter(({ visites }) => visites === 0)
    const gone = silent.filter(({ visites_12 }) => (visites_12.at(-2) ?? 0) > 0)
    expect([silent.length, gone.length]).toEqual([5, 4])
    expect(said({ ...figures, etablissements }, 'mouvements')).toContain(
      '5 établissements sans une visite dans le mois, dont 4 qui en avaient en septembre 2026.',
    )
    const { lignes = [] } = reportOf({ ...figures, etablissements }).tables.find(({ id }) => id === 'silencieux') ?? {}
    expect(lignes.map(([uai]) => uai).sort()).toEqual(silent.map(({ uai }) => uai).sort())
    expect(lignes.find(([uai]) => uai === etablissements[0]?.uai)?.slice(-2)).toEqual([0, 0])
  })
})

describe('a measure that begins in a month', () => {
  it('has no first week in part when it begins on a Monday', () => {
    const begun = (depuis: string) => said({ ...inventedFigures({ months: 2 }), depuis }, 'frequentation')
    expect(begun('2026-09-21')).toContain('septembre 2026 n’y est qu’en partie')
    expect(begun('2026-09-22')).toContain('septembre 2026 et sa première semaine n’y sont qu’en partie')
  })
})

describe('a period that nobody measured', () => {
  it('is a line of its own, unknown, and not a step from its neighbours', () => {
    const figures = inventedFigures()
    const { tables } = reportOf({
      ...figures,
      semaines: figures.semaines.filter((_, i) => i !== 2),
      synthese: figures.synthese.filter((_, i) => i !== 4),
    })
    const rowsOf = (id: string) => tables.find((table) => table.id === id)?.lignes ?? []
    expect(rowsOf('semaines')).toHaveLength(figures.semaines.length)
    expect(rowsOf('semaines')[2]).toEqual([figures.semaines[2]?.debut, null, null, null])
    expect(rowsOf('frequentation')).toHaveLength(13)
    expect(rowsOf('frequentation')[4]?.slice(2)).toEqual(Array(7).fill(null))
  })
})

const noReaders = whyNoReaders()
it.skipIf(noReaders !== null)('the month in one page is one page, whatever it has to say', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-page-'))
  for (const seed of [1, 2, 3, 4]) {
    const figures = inventedFigures({ schools: 300, seed })
    const nom = 'École maternelle Françoise Dolto – groupe scolaire intercommunal des Hauts de Marne et du Pays de Bray'
    const long = { ...figures, etablissements: figures.etablissements.map((row) => ({ ...row, nom })) }
    const [name = ''] = await writeReport(join(folder, String(seed)), reportOf(long), ['pdf'])
    const pages = pdfPages(join(folder, String(seed), name))
    expect(pages[1]).toContain('Le mois en une page')
    expect(plain(pages[1] ?? '')).toContain('marqueurs du projet « ENT des écoles du Val-d’Oise » sont rejetés')
    expect(pages[2]).toContain('Fréquentation')
  }
  rmSync(folder, { recursive: true })
})

it.skipIf(noReaders !== null)('what is said of a table is never parted from its last rows', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-end-'))
  for (let schools = 28; schools < 44; schools += 1) {
    const [name = ''] = await writeReport(join(folder, String(schools)), reportOf(inventedFigures({ schools })), [
      'pdf',
    ])
    // After the line that is at the head of each page.
    for (const page of pdfPages(join(folder, String(schools), name)))
      expect(plain(page).split('\n')[1]).not.toMatch(/^\d+ lignes?\. |^Les utilisateurs d’établissements différents/)
  }
  rmSync(folder, { recursive: true })
})

it.skipIf(noReaders !== null)('shares that are hidden have a name in the legend of their bar', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-hidden-'))
  for (const [schools, found] of [
    [3, true],
    [60, false],
  ] as const) {
    const [name = ''] = await writeReport(join(folder, String(schools)), reportOf(inventedFigures({ schools })), [
      'pdf',
    ])
    const text = pdfPages(join(folder, String(schools), name)).join('')
    expect(/^Masqué$|Masqué$/m.test(text)).toBe(found)
  }
  rmSync(folder, { recursive: true })
})

describe('what there is nothing of', () => {
  it('is said, and drawn as no empty chart or table', () => {
    const figures = inventedFigures()
    const services = figures.services.map((row) => ({ ...row, visites: null, part: null, marque: 0 }))
    const none = { ...figures, semaines: [], equipements: [], services, familles: [], vacances: [] }
    expect(said(none, 'frequentation')).toContain('Aucune semaine de l’année scolaire ne s’achève dans ce mois.')
    expect(said(none, 'equipements')).toBe('Les appareils de ces visites ne sont pas connus.')
    expect(said(none, 'qualite')).toContain('son calendrier n’est pas importé')
    expect(said(none, 'qualite')).not.toContain('chaque jour de classe')
    const drawn = reportOf(none).sections.flatMap(({ blocs }) =>
      blocs.flatMap((bloc) => ('table' in bloc ? [`${bloc.genre} ${bloc.table}`] : [])),
    )
    for (const empty of [
      'courbe semaines',
      'table semaines',
      'parts appareils',
      'table equipements',
      'barres familles',
      'table services',
    ])
      expect(drawn).not.toContain(empty)
  })
})

describe('the quality of figures', () => {
  it('says what became of every marker received, and that one is missing when the ledger does not close', () => {
    const figures = inventedFigures()
    const total = figures.exploitation.reduce((sum, { recus }) => sum + recus, 0)
    expect(total).toBe(30_000)
    expect(said(figures, 'qualite')).toContain(
      '30 000 marqueurs reçus dans le mois ; 29 700 comptés, 120 doublons, 180 rejetés, 0 en attente. Le registre se referme',
    )
    const [first, ...rest] = figures.exploitation
    const open = { ...figures, exploitation: [{ ...(first as (typeof rest)[number]), ecart: 1 }, ...rest] }
    expect(said(open, 'qualite')).toContain('Le registre ne se referme pas : 1 marqueur d’écart')
  })
})

describe('a territory', () => {
  const of = (niveau: Territoire['niveau'], more: Partial<Figures> = {}): Figures => ({
    ...inventedFigures({ territoire: { ...VERSAILLES, niveau } }),
    ...more,
  })

  it.each([
    ['academie', 'cette académie', 'académies'],
    ['departement', 'ce département', 'départements'],
    ['commune', 'cette commune', 'communes du département'],
    ['projet', 'ce projet', 'projets ENT'],
    ['etablissement', 'cet établissement', 'établissements de même nature du département'],
  ] as const)('%s stands among its like, or says that there are none', (niveau, name, kind) => {
    expect(said(of(niveau), 'comparables')).toContain(
      `Avec 200,0 visites pour 100 élèves, ${name} est au rang 1 sur 5 : les ${kind} les plus proches en nombre d’élèves, et ${name}.`,
    )
    const alone = of(niveau).comparables.slice(0, 1)
    expect(said(of(niveau, { comparables: alone }), 'comparables')).toBe(
      `Cette installation ne mesure pas d’autres ${kind} : il n’y a rien à comparer.`,
    )
    const unknown = of(niveau).comparables.map((row) => ({ ...row, effectif: null }))
    expect(said(of(niveau, { comparables: unknown }), 'comparables')).toBe(
      `Le nombre d’élèves de ${name} n’est pas connu : rien ne dit à quoi comparer.`,
    )
  })

  it('has a bar for each part: the country its académies, an académie its départements, a département its communes', () => {
    const { departements } = inventedFigures()
    const academies = departements.slice(0, 3)
    const [one] = departements
    const bars = (figures: Figures) =>
      reportOf(figures)
        .sections.find(({ id }) => id === 'deploiement')
        ?.blocs.flatMap((bloc) => (bloc.genre === 'barres' ? [bloc.table] : []))
    expect(bars(of('france', { academies }))).toEqual(['academies', 'departements'])
    expect(bars(of('academie'))).toEqual(['departements'])
    expect(bars(of('departement', { departements: one === undefined ? [] : [one] }))).toEqual(['communes'])
    expect(bars(of('projet', { departements: one === undefined ? [] : [one] }))).toEqual(['communes'])
  })
})

describe('a line of the PDF', () => {
  it('is never broken inside French quotes, nor before a double sign or « % »', () => {
    const sheet = openSheet({ titre: 'T', auteur: 'A', sujet: 'S', instant: null })
    const text =
      'Non marqués : « Documentation, CDI », « Notes » et « Gestion du temps » ; 90 % ou plus ; voyez le guide !'
    for (let width = 60; width < 300; width += 1)
      for (const line of sheet.wrap(text, width)) expect(line).not.toMatch(/^[»:;!?%]|«$/)
  })
})

describe('a projet', () => {
  it('is read by its name wherever it is printed; its code is in a column that the PDF leaves out', () => {
    const { sections, tables } = reportOf(inventedFigures())
    const named = tables.filter(({ id, colonnes }) => id !== 'projets' && colonnes.some(({ id }) => /projet/.test(id)))
    expect(named.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['etablissements', 'silencieux', 'nouveaux', 'annotations', 'registre']),
    )
    for (const { id, colonnes, lignes } of named)
      for (const [i, { imprimee, titre }] of colonnes.entries())
        if (lignes.some((ligne) => ligne[i] === 'ENT95'))
          expect([id, titre, imprimee]).toEqual([id, expect.stringMatching(/^Code/), false])
    const words = plain(sections.flatMap(({ blocs }) => blocs.flatMap(wordsOf)).join('\n'))
    expect(words).toContain('ENT des écoles du Val-d’Oise')
    expect(words).not.toContain('ENT95')
  })
})

describe('the report of a projet', () => {
  it('gives its own share of the schools of a département, and no official class, which is of all projets', () => {
    const figures = inventedFigures({ territoire: { ...VERSAILLES, niveau: 'projet', code: 'ENT95' } })
    const deploiement = figures.deploiement.slice(0, 2)
    expect(said({ ...figures, deploiement }, 'deploiement')).toContain('dans ce projet sur 780, soit 11,5 %.')
    const { colonnes = [] } = reportOf(figures).tables.find(({ id }) => id === 'deploiement') ?? {}
    expect(colonnes.map(({ id }) => id)).not.toContain('classe_deploiement')
    expect(said(inventedFigures({ territoire: VERSAILLES }), 'deploiement')).not.toContain('ce projet')
  })
})

describe('one school', () => {
  it('prints no count of schools, which would all be one', () => {
    const territoire = { ...VERSAILLES, niveau: 'etablissement' as const, code: '0780001A' }
    const { sections, tables } = reportOf(inventedFigures({ schools: 1, territoire }))
    const counts = tables.flatMap(({ colonnes }) =>
      colonnes.flatMap(({ id, imprimee }) => (/^ecoles_|^part_actives$/.test(id) && imprimee ? [id] : [])),
    )
    expect(counts).toEqual([])
    expect(plain(JSON.stringify(sections))).not.toContain('Aucun établissement n’est hors périmètre')
  })

  it('where parents come alone is named without its projet, whose other schools are not in the report', () => {
    const figures = inventedFigures({ territoire: { ...VERSAILLES, niveau: 'etablissement', code: '0780001A' } })
    const [school] = figures.parents
    const parents = [{ ...(school as Figures['parents'][number]), niveau: 'projet', code: 'ENT95', libelle: 'ENT95' }]
    expect(said({ ...figures, parents: [...parents, ...figures.parents] }, 'mois')).toMatch(/^1 ENT ou établissement/m)
    expect(said({ ...figures, parents }, 'mois')).not.toContain('parents viennent')
  })
})

describe('services', () => {
  it('that nobody marks are told apart, though some have a comma in their name', () => {
    const figures = inventedFigures()
    const services = figures.services.map((row) =>
      row.service === 'NOTES' ? { ...row, libelle: 'Documentation, CDI' } : row,
    )
    expect(said({ ...figures, services }, 'services')).toContain('n’a marqué jusque-là « Documentation, CDI ».')
  })
})
