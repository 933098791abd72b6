// How a report writes its figures: French numbers, dates and durations, the same on every machine and every Node.
import { accentuer } from '../accents.ts'
import { isNearly } from '../part.ts'
import type { Cellule, Genre } from './model.ts'

/** Between thousands; and before the double signs of French. */
const FINE = '\u202f'
const FIXE = '\u00a0'
export const INCONNU = '–'

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, FINE)

/** Halves away from zero. */
const rounded = (n: number, decimals: number): string => {
  // 1.005 × 100 is 100.49999…: what is shown must not depend on how a ratio is held.
  const scaled = Number(`${Math.abs(n)}e${decimals}`)
  const digits = String(Math.round(Number.isNaN(scaled) ? Math.abs(n) * 10 ** decimals : scaled)).padStart(
    decimals + 1,
    '0',
  )
  const whole = grouped(digits.slice(0, digits.length - decimals))
  return decimals === 0 ? whole : `${whole},${digits.slice(-decimals)}`
}

const signOf = (n: number, shown: string): string => (n < 0 && /[1-9]/.test(shown) ? '−' : '')

export const entier = (n: number): string => withSign(n, 0)
export const decimal = (n: number): string => withSign(n, 1)
const withSign = (n: number, decimals: number): string => {
  const shown = rounded(n, decimals)
  return `${signOf(n, shown)}${shown}`
}

/** A share of 1: « 12,3 % ». What is not nothing, or not all, is not rounded to it. */
export const part = (ratio: number): string =>
  isNearly(ratio) ? (ratio < 0.5 ? `<${FIXE}${percent(0.001)}` : `>${FIXE}${percent(0.999)}`) : percent(ratio)
const percent = (ratio: number): string => `${decimal(ratio * 100)}${FINE}%`

/** « +12,3 % », « −4,0 % », « 0,0 % ». */
export const evolution = (ratio: number): string => {
  const shown = rounded(ratio * 100, 1)
  return `${/[1-9]/.test(shown) ? (ratio < 0 ? '−' : '+') : ''}${shown}${FINE}%`
}

export const difference = (n: number): string => `${n > 0 ? '+' : n < 0 ? '−' : ''}${rounded(n, 0)}`

/** HH:MM:SS, as the ministry's files; hours may pass 24. */
export const duree = (seconds: number): string =>
  [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((piece) => String(piece).padStart(2, '0'))
    .join(':')

const MOIS = ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre'].concat(
  'novembre',
  'décembre',
)
const COURTS = ['janv.', 'févr.', 'mars', 'avr.', 'mai', 'juin', 'juil.', 'août', 'sept.', 'oct.', 'nov.', 'déc.']

/** « octobre 2026 » of `2026-10` or of one of its days. */
export const nomDuMois = (mois: string): string => `${MOIS[Number(mois.slice(5, 7)) - 1]}${FIXE}${mois.slice(0, 4)}`
export const moisCourt = (mois: string): string => `${COURTS[Number(mois.slice(5, 7)) - 1]}${FIXE}${mois.slice(2, 4)}`
/** « d'octobre 2026 », « de mai 2026 ». */
export const duMois = (mois: string): string => {
  const nom = nomDuMois(mois)
  return /^[aoé]/.test(nom) ? `d’${nom}` : `de ${nom}`
}

/** « 1er novembre 2026 ». */
export const jourLong = (jour: string): string => {
  const number = Number(jour.slice(8, 10))
  return `${number === 1 ? '1er' : number}${FIXE}${nomDuMois(jour)}`
}
export const jourCourt = (jour: string): string => `${jour.slice(8, 10)}/${jour.slice(5, 7)}/${jour.slice(0, 4)}`

const PARIS = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Paris',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
})
/** « 3 novembre 2026 à 06 h 12 », in Paris, of an ISO instant. */
export const instantLong = (instant: string): string => {
  const [jour = '', heure = ''] = PARIS.format(new Date(instant)).split(' ')
  return `${jourLong(jour)} à ${heure.replace(':', `${FIXE}h${FIXE}`)}`
}

/** « 1 école », « 3 écoles »: French takes the plural from two on. */
export const compte = (n: number, singulier: string, pluriel = `${singulier}s`): string =>
  `${entier(n)}${FIXE}${Math.abs(n) < 2 ? singulier : pluriel}`

/** « a, b et c ». */
export const enumeration = (mots: readonly string[]): string =>
  mots.length < 2 ? (mots[0] ?? '') : `${mots.slice(0, -1).join(', ')} et ${mots.at(-1)}`

const WRITERS: Record<Genre, (valeur: number) => string> = {
  texte: String,
  entier,
  decimal,
  part,
  evolution,
  duree,
  date: String,
  mois: String,
  oui: (valeur) => (valeur === 1 ? 'oui' : 'non'),
}

/** A cell as a person reads it. */
export const ecrit = (cellule: Cellule, genre: Genre): string => {
  if (cellule === null) return INCONNU
  if (typeof cellule === 'object') return cellule.masque.replace(' ', FIXE)
  if (typeof cellule === 'number') return WRITERS[genre](cellule)
  if (genre === 'date') return jourCourt(cellule)
  if (genre === 'mois') return nomDuMois(cellule)
  // As the sentences around it are written; files of data keep the text as it came.
  return accentuer(cellule.replaceAll("'", '’'))
}
