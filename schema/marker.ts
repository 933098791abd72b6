// Marker v1, defined once: the envelope that the door validates, the marker that the judge checks, and the judge.
// Everything after the door works on a RawRequest, which holds no identifier of a person in clear (design §2.5).
import { z } from 'zod'
import {
  ACTIONS,
  type Appareil,
  type Fuseau,
  isUaiKeyRight,
  isUaiShaped,
  type Navigateur,
  PROFILS,
  type Rejet,
  SERVICES,
  type Systeme,
  TYPES,
  type Verdict,
} from './vocabulary.ts'

export const MAX_MARKERS = 100
export const MAX_BODY_BYTES = 64 * 1024
/** 48 h: how long a tag that is offline may keep a marker. */
export const MAX_AGE_MS = 48 * 3600 * 1000
export const PAGE_LENGTH = 200

const FIRST_RECEPTION = Date.parse('2000-01-01')
const LAST_RECEPTION = Date.parse('2100-01-01')
/** Whether the store's days can hold it, and those beside it: a clock that says another is not set. */
export const isReception = (recu: unknown): boolean =>
  Number.isSafeInteger(recu) && FIRST_RECEPTION <= (recu as number) && (recu as number) < LAST_RECEPTION

/** What the door refuses is only what no ledger could hold; all else is received and judged. */
export const envelope = z.looseObject({
  v: z.literal(1),
  projet: z.string().min(1).max(64),
  markers: z.array(z.looseObject({})).min(1).max(MAX_MARKERS),
})
export type Envelope = z.infer<typeof envelope>

const code = z.string().regex(/^[A-Z0-9_.-]{1,64}$/)

/** The context of a request, its codes trimmed and upper-cased. */
export const context = z.object({
  projet: code.describe('Code du projet ENT, connu du registre'),
  uai: z.string().refine(isUaiShaped).describe("UAI de l'établissement : 7 chiffres et une lettre de contrôle"),
  profil: z.enum(PROFILS).describe('Profil de la personne'),
  visiteur: z.string().min(1).max(128).describe("Identifiant stable de la personne dans l'ENT"),
  plateforme: code.optional().describe('Produit'),
  exploitant: code.optional().describe("Exploitant de l'ENT"),
  collectivite: code.optional().describe('Collectivité de rattachement'),
})

/** One marker of a request, its codes trimmed and upper-cased. */
export const marker = z.object({
  id: z.string().min(16).max(36).describe('Créé une fois par le tag, gardé aux nouveaux essais'),
  age: z.number().min(0).max(MAX_AGE_MS).describe("Millisecondes entre l'événement et l'envoi"),
  action: z.enum(ACTIONS).describe('Page montrée, ou clic marqué'),
  service: z.enum(SERVICES).describe('Code du service'),
  type: z.enum(TYPES).optional().describe('TIERS si et seulement si outil est présent'),
  outil: code.optional().describe("Libellé de l'outil tiers"),
  page: z.string().optional().describe('Nom de la page, sans paramètre'),
})

/** What the log keeps of a marker. `null`: absent, empty, of a wrong type or length; `?`: did not look like a code. */
export type RawMarker = {
  id: string | null
  age: number | null
  action: string | null
  service: string | null
  type: string | null
  outil: string | null
  page: string | null
}

/** What the log keeps of a request. Instants and ages in whole milliseconds; `visiteur` is keyed, `id` is hashed. */
export type RawRequest = {
  recu: number
  robot: boolean
  appareil: Appareil
  os: Systeme
  navigateur: Navigateur
  projet: string
  uai: string | null
  profil: string | null
  visiteur: string | null
  plateforme: string | null
  exploitant: string | null
  collectivite: string | null
  markers: RawMarker[]
}

/** The reference data that a verdict depends on. */
export type Directory = {
  projets: ReadonlyMap<string, { ecoles: ReadonlySet<string>; ecolesDeTest: ReadonlySet<string> }>
  ecoles: ReadonlyMap<string, { fuseau: Fuseau }>
  /** Local days (`YYYY-MM-DD`) whose markers were purged. */
  joursPurges: ReadonlySet<string>
}

export type Judgement = { verdict: Verdict; champ: string }

const fits = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success

/** The first required field that the door found absent, empty, of a wrong type or length; '' when none is. */
const missingField = (request: RawRequest, raw: RawMarker): string => {
  if (raw.id === null) return 'id'
  if (raw.age === null) return 'age'
  if (request.projet === '') return 'projet'
  if (request.uai === null) return 'uai'
  if (request.profil === null) return 'profil'
  if (request.visiteur === null) return 'visiteur'
  if (raw.service === null) return 'service'
  if (raw.action === null) return 'action'
  return ''
}

type Complete = RawRequest & { uai: string }
type Check = (
  request: Complete,
  raw: RawMarker,
  directory: Directory,
  jour: (uai: string, t: number) => string,
) => boolean

/** Each reason with what makes it apply, in the order of design §4; each check may rely on those before it. */
const CHECKS: readonly (readonly [Exclude<Rejet, 'champ_manquant'>, Check])[] = [
  ['projet_inconnu', (request, _raw, { projets }) => !projets.has(request.projet)],
  [
    'ecole_de_test',
    (request, _raw, { projets }) => projets.get(request.projet)?.ecolesDeTest.has(request.uai) === true,
  ],
  ['uai_malforme', (request) => !isUaiShaped(request.uai)],
  ['uai_cle', (request) => !isUaiKeyRight(request.uai)],
  ['uai_inconnu', (request, _raw, { ecoles }) => !ecoles.has(request.uai)],
  ['profil_inconnu', (request) => !fits(context.shape.profil, request.profil)],
  ['service_inconnu', (_request, raw) => !fits(marker.shape.service, raw.service)],
  ['action_inconnue', (_request, raw) => !fits(marker.shape.action, raw.action)],
  ['type_outil', (_request, raw) => raw.type !== null && raw.type !== typeOf(raw)],
  ['age_hors_bornes', (_request, raw) => !fits(marker.shape.age, raw.age)],
  ['robot', (request) => request.robot],
  [
    'jour_purge',
    (request, raw, { joursPurges }, jour) =>
      joursPurges.size > 0 && joursPurges.has(jour(request.uai, request.recu - (raw.age as number))),
  ],
]

/** TIERS exactly when a third-party tool is named. */
export const typeOf = (raw: RawMarker): (typeof TYPES)[number] => (raw.outil === null ? 'NATIF' : 'TIERS')

/**
 * The verdict on one marker, the first reason that applies. `jour` gives the local day of an instant at a known school.
 * `compte` here means: to be counted unless the rebuild of its day finds it a doublon.
 */
export const judge = (
  request: RawRequest,
  raw: RawMarker,
  directory: Directory,
  jour: (uai: string, t: number) => string,
): Judgement => {
  const champ = missingField(request, raw)
  if (champ !== '') return { verdict: 'champ_manquant', champ }
  for (const [verdict, applies] of CHECKS)
    if (applies(request as Complete, raw, directory, jour)) return { verdict, champ: '' }
  return ACCEPTED
}
const ACCEPTED: Judgement = { verdict: 'compte', champ: '' }
