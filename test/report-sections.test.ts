// What the sections of a report say of given figures: each sentence true of them, and none that two readers would take two ways.
import { describe, expect, it } from 'vitest'
import { composeReport } from '../dashboards/rapport/compose.ts'
import type { Figures } from '../dashboards/rapport/figures.ts'
import { type Bloc, type Rapport, rapport } from '../dashboards/rapport/model.ts'
import { inventedFigures, VERSAILLES } from './invented-figures.ts'

const reportOf = (figures: Figures): Rapport =>
  rapport.parse(
    composeReport(figures, {
      chiffres: '2026-11-03T05:12:00.000Z',
      jusqua: '2026-11-03',
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

  it('tells a few active schools by their number', () => {
    const figures = inventedFigures()
    const synthese = figures.synthese.map((row) => ({ ...row, ecoles_actives: 1, ecoles_projet: 60 }))
    expect(said({ ...figures, synthese }, 'mois')).toContain(
      '1 établissement actif pour 60 dans un projet, soit 1,7 % : moins de la moitié.',
    )
  })
})

describe('services', () => {
  it('that nobody marks are told apart, though some have a comma in their name', () => {
    const figures = inventedFigures()
    const services = figures.services.map((row) =>
      row.service === 'NOTES' ? { ...row, libelle: 'Documentation, CDI' } : row,
    )
    expect(said({ ...figures, services }, 'services')).toContain('n’a jamais marqué « Documentation, CDI ».')
  })
})
