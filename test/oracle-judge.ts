// The first half of the oracle, from the definitions alone: local time, the door, the verdict on each marker, doublons
// included. It shares nothing with the product but the closed lists; quadratic where that is shorter.
import { isbot } from 'isbot'
import { ACTIONS, PROFILS, type Rejet, SERVICES, uaiLetter } from '../schema/vocabulary.ts'
import { classify } from './oracle-agent.ts'

export type Recorded = { received: string; userAgent: string; body: unknown }
export type Ecole = {
  uai: string
  codeAcademie: string
  academie: string
  codeCommune: string
  commune: string
  codeDepartement: string
  departement: string
  region: string
  ministere: string
  circonscription: string
  codeNature: number
  libelleNature: string
  secteur: 'PU' | 'PR'
}
export type Projet = {
  projet: string
  libelle: string
  collectivite: string
  plateforme: string
  exploitant: string
  degre: 1 | 2 | null
  convention: string | null
  services: string[]
  etablissements: string[]
  etablissementsTest: string[]
}
export type Reference = { ecoles: readonly Ecole[]; projets: readonly Projet[] }

/** A received marker with its verdict. `annee`: the school year of its instant, which scopes the person. */
export type Judged = {
  verdict: Rejet | 'doublon' | 'compte'
  recu: number
  t: number
  id: string
  projet: string
  uai: string
  profil: string
  visiteur: string
  annee: number
  service: string
  appareil: string
  os: string
  navigateur: string
}
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

// Local time

const clocks = new Map<string, Intl.DateTimeFormat>()
/** The wall clock of a zone at an instant. */
export const local = (t: number, zone: string): { jour: string; heure: number } => {
  let clock = clocks.get(zone)
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      hourCycle: 'h23',
    })
    clocks.set(zone, clock)
  }
  const part = Object.fromEntries(clock.formatToParts(t).map(({ type, value }) => [type, value]))
  return { jour: `${part.year}-${part.month}-${part.day}`, heure: Number(part.hour) }
}
export const addDays = (jour: string, days: number): string =>
  new Date(Date.parse(`${jour}T00:00:00Z`) + days * 24 * HOUR).toISOString().slice(0, 10)
export const monday = (jour: string): string => addDays(jour, -((new Date(`${jour}T00:00:00Z`).getUTCDay() + 6) % 7))
/** The school year of an instant, Paris time: 1 August to 31 July, named by its first calendar year. */
export const schoolYear = (t: number): number => {
  const [year, month] = local(t, 'Europe/Paris').jour.split('-').map(Number) as [number, number, number]
  return month >= 8 ? year : year - 1
}

// The door

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Lengths are in characters of Unicode: a pair of surrogates is one. */
const isSized = (value: unknown, min: number, max: number): value is string =>
  typeof value === 'string' && [...value].length >= min && [...value].length <= max

type Body = Record<string, unknown> & { projet: string; markers: Record<string, unknown>[] }
/** What the door lets in: everything that a ledger can hold. */
export const isReceived = (body: unknown): body is Body =>
  isObject(body) &&
  body.v === 1 &&
  isSized(body.projet, 1, 64) &&
  Array.isArray(body.markers) &&
  body.markers.length >= 1 &&
  body.markers.length <= 100 &&
  body.markers.every(isObject) &&
  Buffer.byteLength(JSON.stringify(body)) <= 64 * 1024

// The judge

/** A code as everything after the door sees it; '' when absent, empty or not a text, '?' when it isn't like a code. */
const code = (value: unknown): string => {
  if (typeof value !== 'string') return ''
  const text = value.trim().toUpperCase()
  return text === '' || /^[A-Z0-9_.-]{1,64}$/.test(text) ? text : '?'
}
/** A text taken as it is; '' when it isn't a text or its length is out of bounds. */
const sized = (value: unknown, min: number, max: number): string => (isSized(value, min, max) ? value : '')

const judgeMarker = (
  { received, userAgent, body }: Recorded & { body: Body },
  raw: Record<string, unknown>,
  { ecoles, projets }: Reference,
): Judged => {
  const recu = Date.parse(received)
  const age = typeof raw.age === 'number' ? Math.trunc(raw.age) : Number.NaN
  const uaiCode = code(body.uai)
  const type = code(raw.type)
  const outil = code(raw.outil)
  const action = code(raw.action)
  const projet = projets.find((one) => one.projet === code(body.projet))
  const marker = {
    recu,
    t: recu - age,
    id: sized(raw.id, 16, 36),
    uai: uaiCode === '' ? '' : uaiCode.padStart(8, '0'),
    profil: code(body.profil),
    visiteur: sized(body.visiteur, 1, 128),
    service: code(raw.service),
    ...classify(userAgent),
  }
  const { uai, profil, service } = marker
  const verdict = (): Rejet | 'compte' => {
    if (marker.id === '' || Number.isNaN(age) || code(body.projet) === '') return 'champ_manquant'
    if (uai === '' || profil === '' || marker.visiteur === '') return 'champ_manquant'
    if (service === '' || action === '') return 'champ_manquant'
    if (projet === undefined) return 'projet_inconnu'
    if (projet.etablissementsTest.includes(uai)) return 'ecole_de_test'
    if (!/^[0-9]{7}[A-Z]$/.test(uai)) return 'uai_malforme'
    if (uaiLetter(uai.slice(0, 7)) !== uai[7]) return 'uai_cle'
    if (!ecoles.some((ecole) => ecole.uai === uai)) return 'uai_inconnu'
    if (!(PROFILS as readonly string[]).includes(profil)) return 'profil_inconnu'
    if (!(SERVICES as readonly string[]).includes(service)) return 'service_inconnu'
    if (!ACTIONS.some((known) => known.toUpperCase() === action)) return 'action_inconnue'
    if (type !== '' && type !== (outil === '' ? 'NATIF' : 'TIERS')) return 'type_outil'
    if (age < 0 || age > 48 * HOUR) return 'age_hors_bornes'
    if (isbot(userAgent)) return 'robot'
    return 'compte'
  }
  const said = verdict()
  return {
    ...marker,
    verdict: said,
    projet: projet?.projet ?? '?',
    annee: said === 'compte' ? schoolYear(marker.t) : 0,
  }
}

export const samePerson = (a: Judged, b: Judged): boolean =>
  a.projet === b.projet && a.uai === b.uai && a.profil === b.profil && a.visiteur === b.visiteur && a.annee === b.annee

export const compare = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0)
/** The order of the markers of a person, so that ties don't depend on arrival. */
export const inOrder = (a: Judged, b: Judged): number =>
  compare(a.t, b.t) ||
  compare(a.service, b.service) ||
  compare(a.appareil, b.appareil) ||
  compare(a.os, b.os) ||
  compare(a.navigateur, b.navigateur)

export const judgeAll = (requests: readonly Recorded[], reference: Reference): Judged[] => {
  const judged = requests.flatMap((request) => {
    const { body } = request
    return isReceived(body) ? body.markers.map((raw) => judgeMarker({ ...request, body }, raw, reference)) : []
  })
  const accepted = judged.filter(({ verdict }) => verdict === 'compte')
  const isDoublon = (marker: Judged, index: number): boolean =>
    accepted.some((other, otherIndex) => {
      if (other.id !== marker.id || !samePerson(other, marker)) return false
      if (Math.abs(other.t - marker.t) > 4 * HOUR) return false
      return (compare(other.recu, marker.recu) || inOrder(other, marker) || otherIndex - index) < 0
    })
  const doublons = new Set(accepted.filter(isDoublon))
  return judged.map((marker) => (doublons.has(marker) ? { ...marker, verdict: 'doublon' } : marker))
}
