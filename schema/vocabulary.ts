// The closed lists that every stage shares: the official codes of the marking plan and of the open data.
// Each list is in the order of its codes as text, which is also the order of ties between markers (design §3)
// and of the numeric codes in the store: a test holds the tables' enumerations to these lists.

export const PROFILS = ['ADMIN_VIE_SCOL_TECH', 'AUTRE', 'ELEVE', 'ENSEIGNANT', 'PARENT'] as const
export type Profil = (typeof PROFILS)[number]

export const SERVICES = [
  'ABSENCES',
  'ACCUEIL',
  'ACTUALITES',
  'CAHIER_LIAISON',
  'CAHIER_TEXTES',
  'COURRIER_ELECTRONIQUE',
  'DOCUMENTATION_CDI',
  'GESTION_COMPETENCES',
  'GESTION_TEMPS',
  'MANUEL_NUMERIQUE',
  'MESSAGERIE_INSTANTANEE',
  'NOTES',
  'PAGE_ENT',
  'PARCOURS_PEDAGOGIQUE',
  'PRODUCTION_COLLABORATIVE',
  'RESERVATION_SALLES_MATERIELS',
  'RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT',
  'RESSOURCE_DOCUMENTAIRE',
  'RESSOURCE_MULTIMEDIA',
  'RESSOURCE_ORIENTATION',
  'RESSOURCE_PRODUCTION',
  'RESSOURCE_REFERENCE_DICTIONNAIRE',
  'SERVICES_VIE_SCOLAIRE',
  'SERVICE_COLLECTIVITE',
  'STOCKAGE_PARTAGE',
  'VISIOCONFERENCE',
] as const
export type Service = (typeof SERVICES)[number]

export const ACTIONS = ['clic', 'page'] as const
export type Action = (typeof ACTIONS)[number]

export const TYPES = ['NATIF', 'TIERS'] as const

export const APPAREILS = ['autreappareil', 'ordinateur', 'smartphone', 'tablette'] as const
export type Appareil = (typeof APPAREILS)[number]

export const SYSTEMES = ['android', 'autreOS', 'chromeos', 'ios', 'linux', 'macos', 'windows'] as const
export type Systeme = (typeof SYSTEMES)[number]

export const NAVIGATEURS = [
  'autreNavigateur',
  'chrome',
  'chromeMobile',
  'edge',
  'firefox',
  'huaweiBrowser',
  'miuiBrowser',
  'opera',
  'safari',
  'samsungBrowser',
] as const
export type Navigateur = (typeof NAVIGATEURS)[number]

/** Why a marker is refused, in the order in which the reasons are looked for (design §4). */
export const REJETS = [
  'champ_manquant',
  'projet_inconnu',
  'ecole_de_test',
  'uai_malforme',
  'uai_cle',
  'uai_inconnu',
  'profil_inconnu',
  'service_inconnu',
  'action_inconnue',
  'type_outil',
  'age_hors_bornes',
  'robot',
  'jour_purge',
] as const
export type Rejet = (typeof REJETS)[number]

/** What the judge says of one marker; `doublon` is only known once the day is rebuilt. */
export type Verdict = Rejet | 'compte'

/** Territories whose clock is not that of Paris, by the directory's `code_departement` (INSEE codes for 986–988). */
const FUSEAU_DU_DEPARTEMENT: Record<string, string> = {
  '971': 'America/Guadeloupe',
  '977': 'America/Guadeloupe',
  '978': 'America/Guadeloupe',
  '972': 'America/Martinique',
  '973': 'America/Cayenne',
  '974': 'Indian/Reunion',
  '975': 'America/Miquelon',
  '976': 'Indian/Mayotte',
  '986': 'Pacific/Wallis',
  '987': 'Pacific/Tahiti',
  '988': 'Pacific/Noumea',
}

/** The time zones of the store, numbered from 1; the rebuild reads its local midnights in this order. */
export const FUSEAUX = [
  'Europe/Paris',
  'America/Cayenne',
  'America/Guadeloupe',
  'America/Martinique',
  'America/Miquelon',
  'Indian/Mayotte',
  'Indian/Reunion',
  'Pacific/Noumea',
  'Pacific/Tahiti',
  'Pacific/Wallis',
] as const
export type Fuseau = (typeof FUSEAUX)[number]

export const fuseauDuDepartement = (codeDepartement: string): Fuseau =>
  (FUSEAU_DU_DEPARTEMENT[codeDepartement] ?? 'Europe/Paris') as Fuseau

/** Parts of a local day by which markers are stored, so that a rebuild reads of its neighbours only what it needs. */
export const TRANCHES = ['journee', 'matin', 'soir'] as const
export type Tranche = (typeof TRANCHES)[number]

const UAI_LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ'

/** The check letter of a UAI: its seven digits modulo 23 in an alphabet without I, O and Q. */
export const uaiLetter = (digits: string): string => UAI_LETTERS[Number(digits) % 23] as string

/** Trimmed, upper-cased, padded to 8 with the zeros that spreadsheets lose. An empty text stays empty. */
export const normaliseUai = (uai: string): string => {
  const code = uai.trim().toUpperCase()
  return code === '' ? '' : code.padStart(8, '0')
}

const UAI = /^\d{7}[A-Z]$/
export const isUaiShaped = (uai: string): boolean => UAI.test(uai)
export const isUaiKeyRight = (uai: string): boolean => uaiLetter(uai.slice(0, 7)) === uai[7]
