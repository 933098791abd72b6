// How values read in French: narrow no-break spaces, decimal commas, full dates. The same on screen, in tables and in drawings.
import { addDays } from '../../schema/clock.ts'
import { accentuer } from '../accents.ts'
import type { Unite } from '../definition/panneau.ts'
import { isNearly } from '../part.ts'

/** What is less than nothing begins by the minus sign, which is as wide as a figure, rather than by a hyphen; zero has none. */
const ecriture = (options: Intl.NumberFormatOptions) => {
  const { format } = new Intl.NumberFormat('fr-FR', { signDisplay: 'negative', ...options })
  return { format: (valeur: number): string => format(valeur).replace('-', '−') }
}
const nombres = ecriture({ maximumFractionDigits: 0 })
/** Of a column, so that its digits stand under each other. */
const UN_CHIFFRE = { minimumFractionDigits: 1, maximumFractionDigits: 1 }
const dixiemes = ecriture(UN_CHIFFRE)
const parts = ecriture({ style: 'percent', ...UN_CHIFFRE })
const ecarts = ecriture({ style: 'percent', ...UN_CHIFFRE, signDisplay: 'exceptZero' })
const graduations = ecriture({ style: 'percent', maximumFractionDigits: 1 })
const courts = ecriture({ notation: 'compact', maximumFractionDigits: 1 })
const jours = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'UTC' })
const joursDeSemaine = new Intl.DateTimeFormat('fr-FR', { weekday: 'long', timeZone: 'UTC' })
const joursCourts = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const mois = new Intl.DateTimeFormat('fr-FR', { month: 'long', year: 'numeric', timeZone: 'UTC' })
const moisCourts = new Intl.DateTimeFormat('fr-FR', { month: 'short', year: '2-digit', timeZone: 'UTC' })
const heures = new Intl.DateTimeFormat('fr-FR', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Paris' })

export type Valeur = string | number | null | undefined | readonly (number | null)[]

/** What can't be known: not a zero, and said so. */
export const INCONNU = '–'

export const ecrire = (valeur: Valeur, unite: Unite): string => {
  if (valeur === null || valeur === undefined || valeur === '') return INCONNU
  if (Array.isArray(valeur)) return valeur.map((un) => (un === null ? INCONNU : nombres.format(un))).join(', ')
  switch (unite) {
    case 'nombre':
      return nombres.format(Number(valeur))
    case 'pour100':
      return dixiemes.format(Number(valeur))
    case 'part':
      return ecrirePart(Number(valeur))
    case 'evolution':
      return ecarts.format(Number(valeur))
    case 'duree':
      return ecrireDuree(Number(valeur))
    case 'jour':
      return ecrireJour(String(valeur))
    case 'oui':
      return Number(valeur) > 0 ? 'oui' : 'non'
    default:
      return ecrireTexte(String(valeur))
  }
}

/** No line begins by the sign that ends a word, nor ends by the one that opens. */
export const ecrireTexte = (texte: string): string =>
  accentuer(texte)
    .replace(/ (?=[?!:;»%])/g, '\u00a0')
    .replace(/(?<=«) /g, '\u00a0')

/** What is not nothing, or not all, is not rounded to it. */
const ecrirePart = (part: number): string =>
  isNearly(part) ? (part < 0.5 ? `< ${parts.format(0.001)}` : `> ${parts.format(0.999)}`) : parts.format(part)

/** Minutes and seconds, as one says them. */
const ecrireDuree = (secondes: number): string => {
  const arrondi = Math.round(secondes)
  const [h, min, s] = [Math.floor(arrondi / 3600), Math.floor(arrondi / 60) % 60, arrondi % 60]
  if (h > 0) return `${h} h ${String(min).padStart(2, '0')} min`
  return min > 0 ? `${min} min ${String(s).padStart(2, '0')} s` : `${s} s`
}

export const ecrireJour = (jour: string): string => jours.format(Date.parse(`${jour}T00:00:00Z`)).replace(/^1 /, '1er ')
export const ecrireHeure = (instant: number): string => heures.format(instant)

/** Of an axis: as few signs as will do. */
export const ecrireCourt = (valeur: number, unite: Unite): string =>
  unite === 'part' ? graduations.format(valeur) : unite === 'duree' ? ecrireDuree(valeur) : courts.format(valeur)

export const ecrireEcart = (apres: Valeur, avant: Valeur): string | null => {
  const [a, b] = [Number(apres), Number(avant)]
  if (avant === null || avant === undefined || apres === null || apres === undefined || b === 0) return null
  return ecarts.format(a / b - 1)
}

/** A period by its first day: « semaine du 2 novembre 2026 », « octobre 2026 », « 2026-2027 », « samedi 7 novembre 2026 ». */
export const ecrirePeriode = (debut: string, genre: string): string => {
  if (genre === 'semaine') return `semaine du ${ecrireJour(debut)}`
  if (genre === 'mois') return mois.format(Date.parse(`${debut}T00:00:00Z`))
  if (genre === 'annee') return `année scolaire ${debut.slice(0, 4)}-${Number(debut.slice(0, 4)) + 1}`
  return `${joursDeSemaine.format(Date.parse(`${debut}T00:00:00Z`))} ${ecrireJour(debut)}`
}

export const ecrirePeriodeCourte = (debut: string, genre: string): string => {
  const instant = Date.parse(`${debut}T00:00:00Z`)
  if (genre === 'mois') return moisCourts.format(instant)
  if (genre === 'annee') return `${debut.slice(0, 4)}-${String(Number(debut.slice(0, 4)) + 1).slice(2)}`
  return joursCourts.format(instant)
}

/** The last day of a period. */
export const finDe = (debut: string, genre: string): string => {
  if (genre === 'jour') return debut
  if (genre === 'semaine') return addDays(debut, 6)
  const [annee, moisDebut] = [Number(debut.slice(0, 4)), Number(debut.slice(5, 7))]
  const suivant = genre === 'mois' ? Date.UTC(annee, moisDebut, 1) : Date.UTC(annee + 1, 7, 1)
  return addDays(new Date(suivant).toISOString().slice(0, 10), -1)
}
