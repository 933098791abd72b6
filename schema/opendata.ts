// The four open-data files of the ministry, to the letter: which column holds which group of the weekly figures.
// The order of the columns and the breaks of case are the ministry's own.
import { APPAREILS, NAVIGATEURS, SYSTEMES } from './vocabulary.ts'

const CONTEXT = [
  'académie',
  'commune',
  'département',
  'région',
  'ministère',
  'circonscription',
  'nature_uai',
  'secteur',
]
const KEYS = ['debutSemaine', 'UAI']

/** A group of columns: `visites_X`, `utilisateurs_X`, `duree_X`, and where `groupe_semaine` holds it. */
export type Group = { columns: readonly [string, string, string]; dimension: string; code: string }

const group = (suffix: string, dimension: string, code: string, longSuffix = suffix): Group => ({
  columns: [`visites_${suffix}`, `utilisateurs_${longSuffix}`, `duree_${longSuffix}`],
  dimension,
  code,
})

const PROFILS_PUBLIES = ['ELEVE', 'PARENT', 'ENSEIGNANT', 'ADMIN_VIE_SCOL_TECH']

/** The 25 published services in the order of the file; PAGE_ENT has no column. */
const SERVICES_PUBLIES = [
  'ACCUEIL',
  'ACTUALITES',
  'CAHIER_TEXTES',
  'CAHIER_LIAISON',
  'COURRIER_ELECTRONIQUE',
  'MESSAGERIE_INSTANTANEE',
  'VISIOCONFERENCE',
  'STOCKAGE_PARTAGE',
  'PRODUCTION_COLLABORATIVE',
  'DOCUMENTATION_CDI',
  'PARCOURS_PEDAGOGIQUE',
  'RESERVATION_SALLES_MATERIELS',
  'SERVICE_COLLECTIVITE',
  'SERVICES_VIE_SCOLAIRE',
  'GESTION_TEMPS',
  'ABSENCES',
  'GESTION_COMPETENCES',
  'NOTES',
  'MANUEL_NUMERIQUE',
  'RESSOURCE_MULTIMEDIA',
  'RESSOURCE_ORIENTATION',
  'RESSOURCE_PRODUCTION',
  'RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT',
  'RESSOURCE_REFERENCE_DICTIONNAIRE',
  'RESSOURCE_DOCUMENTAIRE',
]

const inOrder = <Code extends string>(known: readonly Code[], ...order: Code[]): Code[] => {
  if (known.length !== order.length) throw new Error('an open-data file lacks a code of the vocabulary')
  return order
}

const APPAREILS_ORDER = inOrder(APPAREILS, 'ordinateur', 'smartphone', 'tablette', 'autreappareil')
const SYSTEMES_ORDER = inOrder(SYSTEMES, 'android', 'windows', 'ios', 'macos', 'chromeos', 'linux', 'autreOS')
const NAVIGATEURS_ORDER = inOrder(
  NAVIGATEURS,
  'chromeMobile',
  'safari',
  'chrome',
  'firefox',
  'edge',
  'samsungBrowser',
  'opera',
  'huaweiBrowser',
  'miuiBrowser',
  'autreNavigateur',
)

export type OpendataFile = { before: readonly string[]; groups: readonly Group[]; after: readonly string[] }

export const OPENDATA = {
  profils: {
    before: [...KEYS, ...CONTEXT],
    groups: [
      group('globales', 'total', ''),
      ...PROFILS_PUBLIES.map((code) => group(code.toLowerCase(), 'profil', code)),
    ],
    after: [],
  },
  services: {
    before: KEYS,
    groups: SERVICES_PUBLIES.map((code) => group(code.toLowerCase(), 'service', code)),
    after: CONTEXT,
  },
  appareils: {
    before: [...KEYS, ...CONTEXT],
    groups: [
      ...APPAREILS_ORDER.map((code) =>
        group(code, 'appareil', code, code === 'autreappareil' ? 'autreAppareil' : code),
      ),
      ...SYSTEMES_ORDER.map((code) => group(code, 'os', code)),
      ...NAVIGATEURS_ORDER.map((code) => group(code, 'navigateur', code)),
    ],
    after: [],
  },
  'profils-appareils': {
    before: [...KEYS, ...CONTEXT],
    groups: PROFILS_PUBLIES.flatMap((profil) =>
      APPAREILS_ORDER.map((appareil) =>
        group(
          `${profil.toLowerCase()}_${appareil === 'autreappareil' ? 'autresappareil' : appareil}`,
          'profil_appareil',
          `${profil} ${appareil}`,
        ),
      ),
    ),
    after: [],
  },
} as const satisfies Record<string, OpendataFile>

export type OpendataSet = keyof typeof OPENDATA
export const OPENDATA_SETS = Object.keys(OPENDATA) as OpendataSet[]

export const opendataColumns = (set: OpendataSet): string[] => {
  const { before, groups, after }: OpendataFile = OPENDATA[set]
  return [...before, ...groups.flatMap(({ columns }) => columns), ...after]
}
