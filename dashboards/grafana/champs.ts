// How a column reads in Grafana: its French title, its unit, what stands for a figure that is hidden or unknown, its colours.
import {
  type DynamicConfigValue,
  FieldColorModeId,
  MappingType,
  SpecialValueMatch,
  type Threshold,
  ThresholdsMode,
  type ValueMapping,
  type ValueMappingResult,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { Colonne, Mesure, Unite } from '../definition/panneau.ts'

/** Views whose rows say why a cell is hidden (`masque`), and those that say whether a service is marked (`marque`). */
export const MASQUEES: ReadonlySet<string> = new Set([
  'profils',
  'services_profils',
  'familles',
  'equipements_profils',
  'projets_profils',
])
export const MARQUEES: ReadonlySet<string> = new Set(['services', 'projets_services'])

const UNITES: Record<Unite, readonly DynamicConfigValue[]> = {
  nombre: [unit('locale'), decimals(0)],
  pour100: [unit('locale'), decimals(1)],
  part: [unit('percentunit'), decimals(1)],
  evolution: [unit('percentunit'), decimals(1)],
  duree: [unit('dthms')],
  jour: [unit('time:DD/MM/YYYY')],
  texte: [],
  oui: [],
  serie: [],
}
function unit(value: string): DynamicConfigValue {
  return { id: 'unit', value }
}
function decimals(value: number): DynamicConfigValue {
  return { id: 'decimals', value }
}

/** Colours of a value, from its lowest; null is below all. */
const SEUILS: Record<string, readonly Threshold[]> = {
  evolution: [
    { value: null, color: 'red' },
    { value: 0, color: 'green' },
  ],
  part_rejets: [
    { value: null, color: 'text' },
    { value: 0.01, color: 'orange' },
    { value: 0.05, color: 'red' },
  ],
  ecoles_silencieuses: [
    { value: null, color: 'text' },
    { value: 1, color: 'orange' },
  ],
}

/** The official classes of deployment, and what calls for a look. */
const TEXTES: Record<string, Record<string, ValueMappingResult>> = {
  classe_deploiement: {
    'moins de 20 %': { color: 'red', index: 0 },
    'entre 20 et 50 %': { color: 'orange', index: 1 },
    'entre 50 et 90 %': { color: 'yellow', index: 2 },
    'généralisation massive, 90 % ou plus': { color: 'green', index: 3 },
  },
  etat: {
    'jamais vu': { color: 'orange', index: 0 },
    arrêté: { color: 'red', index: 1 },
    'non annoncé': { color: 'blue', index: 2 },
  },
}
const OUI: Record<string, ValueMappingResult> = {
  '0': { text: '', index: 0 },
  '1': { text: 'oui', color: 'orange', index: 1 },
}

/** What a missing figure is called. Where a cell is « < 5 » the query of a table gives NaN; one hidden beside it is NULL. */
const absences = (vue: string, inconnu: string): ValueMapping[] => [
  special(SpecialValueMatch.NotANumber, '< 5', 0),
  special(SpecialValueMatch.Null, MASQUEES.has(vue) ? 'masqué' : MARQUEES.has(vue) ? 'non marqué' : inconnu, 1),
]
const special = (match: SpecialValueMatch, text: string, index: number): ValueMapping => ({
  type: MappingType.SpecialValue,
  options: { match, result: { text, index } },
})
const textes = (options: Record<string, ValueMappingResult>): ValueMapping => ({
  type: MappingType.ValueToText,
  options,
})

export const estChiffre = (unite: Unite): boolean => !['texte', 'jour', 'oui', 'serie'].includes(unite)

/** Title, unit and colours of a column. */
export const lecture = ({ colonne, titre, unite }: Mesure): DynamicConfigValue[] => [
  { id: 'displayName', value: titre },
  ...UNITES[unite],
  ...seuils(SEUILS[unite === 'evolution' ? 'evolution' : colonne]),
]

/** The same, and what its values are called. */
export const proprietes = (vue: string, mesure: Mesure, inconnu = '–'): DynamicConfigValue[] => [
  ...lecture(mesure),
  ...noms(vue, mesure, inconnu),
]
const noms = (vue: string, { colonne, unite }: Mesure, inconnu: string): DynamicConfigValue[] => [
  ...(estChiffre(unite) ? [{ id: 'mappings', value: absences(vue, inconnu) }] : []),
  ...(unite === 'oui' ? [{ id: 'mappings', value: [textes(OUI)] }] : []),
  ...(TEXTES[colonne] === undefined ? [] : [{ id: 'mappings', value: [textes(TEXTES[colonne])] }]),
]

const seuils = (steps: readonly Threshold[] | undefined): DynamicConfigValue[] =>
  steps === undefined
    ? []
    : [
        { id: 'thresholds', value: { mode: ThresholdsMode.Absolute, steps } },
        { id: 'color', value: { mode: FieldColorModeId.Thresholds } },
      ]

/** The same in a table, where colours are those of the text and a row leads elsewhere. */
export const proprietesDeTableau = (
  vue: string,
  colonne: Colonne,
  adresse: (lien: NonNullable<Colonne['lien']>) => string,
): DynamicConfigValue[] => [
  ...proprietes(vue, colonne),
  ...(SEUILS[colonne.colonne] !== undefined ||
  TEXTES[colonne.colonne] !== undefined ||
  ['oui', 'evolution'].includes(colonne.unite)
    ? [
        {
          id: 'custom.cellOptions',
          value: { type: colonne.colonne === 'classe_deploiement' ? 'color-background' : 'color-text' },
        },
      ]
    : []),
  ...(colonne.lien === undefined
    ? []
    : [{ id: 'links', value: [{ title: `Ouvrir ${colonne.titre.toLowerCase()}`, url: adresse(colonne.lien) }] }]),
]

/** Read for a link and not shown: Grafana before 12.2 has the one, those after the other. */
export const CACHEE: readonly DynamicConfigValue[] = [
  { id: 'custom.hidden', value: true },
  { id: 'custom.hideFrom', value: { tooltip: true, viz: true, legend: true } },
]
