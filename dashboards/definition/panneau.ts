// What a dashboard is, written once: Grafana and the pages are two ways to draw it, over the same views.
// A panel asks one view one question; what a figure means is the comment at the top of that view.

import { readSql } from '../../schema/sql.ts'
import { PORTEE } from '../../schema/views.ts'

/** How a value is written: a count, a ratio of 1, a change of it, seconds, a rate for 100 pupils, a text, a day, a series of counts. */
export type Unite = 'nombre' | 'part' | 'evolution' | 'duree' | 'pour100' | 'texte' | 'jour' | 'oui' | 'serie'

export type Colonne = {
  colonne: string
  titre: string
  unite: Unite
  /** Where a reader goes on from a row: that dashboard, with this column of the row as that filter. */
  lien?: { tableau: string; filtre: string; colonne: string }
}
export type Mesure = Omit<Colonne, 'lien'>

export type Dessin =
  /** Large figures of the last complete period, each beside the period before and the same one last year. */
  | { type: 'nombres'; mesures: readonly Mesure[] }
  /**
   * A curve a series, or stacked bars, over periods; holidays shaded, annotations marked, running period apart. `vides`: a measured
   * period without a row had no visit, and keeps its place: whoever fell silent must be seen to.
   */
  | { type: 'courbes'; serie?: string; mesures: readonly Mesure[]; empile?: boolean; vides?: boolean }
  /** A bar a category, the longest first; `groupe` splits each. */
  | { type: 'barres'; categorie: string; groupe?: string; mesure: Mesure; ordre?: 'mesure' | 'vue' }
  /** All the rows, sortable. */
  | { type: 'tableau'; colonnes: readonly Colonne[]; tri: string; croissant?: boolean }
  /** The départements by class of deployment; its table is beside it. */
  | { type: 'carte'; code: string; classe: string; colonnes: readonly Colonne[] }

export type Panneau = {
  /** Unique in its dashboard; the fragment of its address. */
  id: string
  titre: string
  /** The question it answers, as an analyst would ask it. */
  question: string
  /** A view of the published indicators, called with the scope. */
  vue: string
  /** `serie`: each period from `du` to `au`. `derniere`: the last complete one (the running one when there is no other). */
  periodes: 'serie' | 'derniere' | 'sans'
  /** A condition on the rows, in SQL over the view's columns. */
  ou?: string
  /** Half or whole of the page's width. */
  largeur: 'demi' | 'entiere'
  dessin: Dessin
  /** What a reader must know not to be misled: said beside the figures. */
  note?: string
  /** What it means that it has no row, where that is an answer. */
  vide?: string
}

export type Tableau = {
  /** Its address: `/tableau/ID`, and the end of its uid in Grafana. */
  id: string
  titre: string
  question: string
  /** The filters that its panels obey, in the order in which they are shown. */
  filtres: readonly Filtre[]
  panneaux: readonly Panneau[]
}

/** The filters of every dashboard, all in its address; an empty one stands for all. */
export const FILTRES = {
  genre: 'Période',
  du: 'Du',
  au: 'Au',
  code_academie: 'Académie',
  code_departement: 'Département',
  code_commune: 'Commune',
  circonscription: 'Circonscription',
  uai: 'Établissement',
  projet: 'Projet ENT',
  degre: 'Degré',
  secteur: 'Secteur',
  profil: 'Profil',
  service: 'Service',
} as const
export type Filtre = keyof typeof FILTRES

/** Filters that are conditions on rows, by the views that have the column. */
const CONDITIONS: Record<string, readonly ('profil' | 'service')[]> = {
  profils: ['profil'],
  services: ['service'],
  services_profils: ['profil', 'service'],
  services_evolution: ['service'],
  familles: ['profil'],
  equipements_profils: ['profil'],
  projets_services: ['service'],
  projets_profils: ['profil'],
}

/** Counted by day of reception and projet: what was refused has no place. */
const SANS_LIEU: ReadonlySet<string> = new Set(['qualite_rejets'])

/** Filters of its dashboard that a panel does not obey, and must say so where one is set: its figures are of all. */
export const nonSuivis = ({ vue }: Panneau, { filtres }: Tableau): Filtre[] =>
  filtres.filter((filtre) => {
    if (vue === 'annotations') return false
    if (filtre === 'profil' || filtre === 'service') return CONDITIONS[vue]?.includes(filtre) !== true
    return SANS_LIEU.has(vue) && (filtre === 'code_academie' || filtre === 'code_departement')
  })

export const nombre = (colonne: string, titre: string): Mesure => ({ colonne, titre, unite: 'nombre' })
export const part = (colonne: string, titre: string): Mesure => ({ colonne, titre, unite: 'part' })
export const evolution = (colonne: string, titre: string): Mesure => ({ colonne, titre, unite: 'evolution' })
export const pour100 = (colonne: string, titre: string): Mesure => ({ colonne, titre, unite: 'pour100' })
export const duree = (colonne: string, titre: string): Mesure => ({ colonne, titre, unite: 'duree' })
export const jour = (colonne: string, titre: string): Colonne => ({ colonne, titre, unite: 'jour' })
export const texte = (colonne: string, titre: string): Colonne => ({ colonne, titre, unite: 'texte' })

/** The call of a published view: `valeur` writes each argument, as a parameter that the engine binds or a variable of Grafana. */
export const appel = (vue: string, valeur: (argument: Filtre) => string): string =>
  `${vue}(${Object.keys(PORTEE)
    .map((nom) => `${nom} = ${valeur(nom as Filtre)}`)
    .join(', ')})`

/** The last complete period of the question, or the running one when there is no other: what `derniere` is (`en_cours` says it). */
export const requeteDerniere = (valeur: (argument: Filtre) => string): string =>
  `SELECT toString(argMax(debut, (provisoire = 0, debut))) AS derniere, min(provisoire) AS en_cours FROM ${appel('periodes', valeur)}`

/** The query of a panel, its rows in an order that never changes. */
export const requete = (...demande: Parameters<typeof selection>): string => `${selection(...demande)} ORDER BY ALL`

/** The rows of a panel. A panel of the last period is asked of it alone. `lue`: how the view is read. */
export const selection = (
  { vue, periodes, ou }: Panneau,
  valeur: (filtre: Filtre | 'derniere') => string,
  lue = appel,
): string => {
  const argument = (nom: Filtre) => valeur(periodes === 'derniere' && (nom === 'du' || nom === 'au') ? 'derniere' : nom)
  const conditions = [
    ...(CONDITIONS[vue] ?? []).map((nom) => `(${valeur(nom)} = '' OR ${nom} = ${valeur(nom)})`),
    ...(ou === undefined ? [] : [ou]),
  ]
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
  return `SELECT * FROM ${lue(vue, argument)}${where}`
}

/** What a view means is said at its top, in French, and nowhere else. */
export const definitionDe = (vue: string): string => {
  const lignes = readSql(`indicators/${vue}.sql`).split('\n')
  return lignes
    .slice(
      0,
      lignes.findIndex((ligne) => !ligne.startsWith('--')),
    )
    .map((ligne) => ligne.slice(3))
    .join(' ')
}
