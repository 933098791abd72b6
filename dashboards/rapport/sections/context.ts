// What every section of a report reckons with: this month, the two that it is compared with, and their days of class.
import { addDays } from '../../../schema/clock.ts'
import { addMonths, classDays, finDuMois } from '../calendar.ts'
import type { Figures } from '../figures.ts'
import { nomDuMois } from '../french.ts'
import type { Bloc, Cellule, Section, Table } from '../model.ts'
import type { Etablissement, Synthese } from '../rows.ts'
import { FEW } from '../sentences.ts'

export type Part = { section: Section; tables: Table[] }

export type Context = Figures & {
  /** By UAI. */
  ecoles: ReadonlyMap<string, Etablissement>
  /** Days of class of months that were asked for already. */
  jours: Map<string, number | null>
  courant: Synthese
  /** The month before, the same month last year; null when nobody measured them. */
  avant: Synthese | null
  anDernier: Synthese | null
  moisAvant: string
  moisAnDernier: string
  /** The days of the month are not all over. */
  enCours: boolean
  /** What a projet is called, by its code. */
  noms: (projet: string) => string
}

export const contextOf = (figures: Figures): Context => {
  const { mois, synthese, jusqua } = figures
  const at = (debut: string) => synthese.find((row) => row.debut === debut && row.visites > 0) ?? null
  const courant = at(mois)
  if (courant === null) throw new Error(`no visit in ${mois}`)
  const [moisAvant, moisAnDernier] = [addMonths(mois, -1), addMonths(mois, -12)]
  const appeles = new Map([
    ...figures.projets.map(({ projet, libelle }) => [projet, libelle] as const),
    ['?', 'projet inconnu'],
  ])
  const ecoles = new Map(figures.etablissements.map((school) => [school.uai, school]))
  return {
    ...figures,
    ecoles,
    jours: new Map(),
    courant,
    avant: at(moisAvant),
    anDernier: at(moisAnDernier),
    moisAvant,
    moisAnDernier,
    enCours: jusqua < finDuMois(mois),
    noms: (projet) => appeles.get(projet) ?? projet,
  }
}

/** Whether a month is measured from its first day of class to its end. */
export const isWhole = ({ depuis, vacances, jusqua }: Context, mois: string): boolean => {
  if (finDuMois(mois) > jusqua) return false
  if (depuis === null || depuis <= mois) return true
  return vacances.length > 0 && classDays(mois, addDays(depuis, -1), vacances) === 0
}

/** Days of class of a month, from the first that was measured to the last that is over; null when the calendar of the territory is not known, or is several. */
export const joursDeClasse = (context: Context, mois: string): number | null => {
  const known = context.jours.get(mois)
  if (known !== undefined) return known
  const { vacances, jusqua, depuis, jours } = context
  const [debut, fin] = [depuis !== null && depuis > mois ? depuis : mois, finDuMois(mois)]
  const running = jusqua < fin
  const days = vacances.length === 0 ? null : classDays(debut, running ? jusqua : fin, vacances)
  jours.set(mois, days)
  return days
}

/** Visits of a month on the days that `joursDeClasse` counts: without those of the day that runs. */
export const visitesFinies = ({ mois, visitesEnCours }: Context, { debut, visites }: Synthese): number =>
  debut === mois ? visites - visitesEnCours : visites

/** A month that runs, beside a whole one, with no calendar to tell how far it is. */
export const sansMesure = (context: Context): boolean =>
  context.enCours && joursDeClasse(context, context.mois) === null

/**
 * How a part of the visits of this month stands to that of another, by day of class when both have some and the calendar
 * is known. Null when there is nothing, or too little, to compare with, and while the month runs: of a part, nobody knows what the day that is not over holds.
 */
export const evolutionOf = (
  context: Context,
  maintenant: number | null | undefined,
  avant: number | null | undefined,
  moisAvant: string,
): number | null => (context.enCours ? null : ratioOf(context, maintenant, avant, moisAvant))

/** The same of all the visits of a month, of which those of the day that runs are known. */
export const evolutionTotale = (context: Context, row: Synthese): number | null =>
  sansMesure(context) ? null : ratioOf(context, visitesFinies(context, context.courant), row.visites, row.debut)

const ratioOf = (
  context: Context,
  maintenant: number | null | undefined,
  avant: number | null | undefined,
  moisAvant: string,
): number | null => {
  if (maintenant == null || avant == null || avant < FEW) return null
  const [jours, joursAvant] = [joursDeClasse(context, context.mois), joursDeClasse(context, moisAvant)]
  if (jours === null || joursAvant === null) return maintenant / avant - 1
  if (jours === 0 || joursAvant === 0) return null
  return maintenant / jours / (avant / joursAvant) - 1
}

/** What such a comparison is called at the head of a column. */
export const titreEvolution = (context: Context, moisAvant: string): string =>
  `${joursDeClasse(context, moisAvant) === null ? 'Évolution' : 'Évolution par jour de classe'} par rapport à ${nomDuMois(moisAvant)}`

/** A column of evolutions that are all unknown while the month runs is left to the other formats. */
export const siClos = ({ enCours }: Context): 'annexe'[] => (enCours ? ['annexe'] : [])

/** Of one school, how many are active is no figure: a column that says 1 is left to the other formats. */
export const siPlusieurs = ({ territoire }: Context): 'annexe'[] =>
  territoire.niveau === 'etablissement' ? ['annexe'] : []

/** Where parents come almost alone. Of one school, the school: what its projet does elsewhere is not in these figures. */
export const parentsSeuls = ({ parents, territoire }: Context): Figures['parents'] =>
  territoire.niveau === 'etablissement' ? parents.filter(({ niveau }) => niveau !== 'projet') : parents

/** A figure, or what hides it. */
export const masquee = (valeur: number | null, masque: '' | '< 5' | 'secret'): Cellule =>
  masque === '' ? valeur : { masque }

/** Names come with the apostrophes of the files they are from; sentences have those of French. */
const enFrancais = (phrase: string): string => phrase.replaceAll("'", '’')
export const texte = (phrase: string): Bloc => ({ genre: 'texte', texte: enFrancais(phrase) })
export const note = (phrase: string): Bloc => ({ genre: 'note', texte: enFrancais(phrase) })
export const capitale = (mots: string): string => mots.charAt(0).toUpperCase() + mots.slice(1)
export const titre = (mots: string): Bloc => ({ genre: 'titre', texte: mots })
export const liste = (phrases: string[]): Bloc[] =>
  phrases.length === 0 ? [] : [{ genre: 'liste', phrases: phrases.map(enFrancais) }]
export const montrer = (table: Table): Bloc => ({ genre: 'table', table: table.id })

export const POUR_100 =
  'Pour 100 élèves : sur les établissements dont l’effectif est connu, au numérateur comme au dénominateur.'

/** In the order of the ministry's files. */
const PROFILS = ['ELEVE', 'PARENT', 'ENSEIGNANT', 'ADMIN_VIE_SCOL_TECH', 'AUTRE']
export const byProfil = (a: { profil: string }, b: { profil: string }): number =>
  PROFILS.indexOf(a.profil) - PROFILS.indexOf(b.profil)

/** Rows of one period. */
export const du = <Row extends { debut: string }>(rows: readonly Row[], mois: string): Row[] =>
  rows.filter(({ debut }) => debut === mois)

/** Beside every table that hides something. */
export const MASQUE =
  '« < 5 » : de 1 à 4 utilisateurs, trop peu pour être montré ; sous « Visites » comme sous « Durée », c’est d’eux qu’il s’agit, non d’un nombre de visites. « secret » : masqué aussi, pour que la case voisine ne se retrouve pas par différence avec le total.'

/** The order of a French dictionary. One collator: making it at each comparison would take seconds of a national list. */
export const inFrench = new Intl.Collator('fr').compare
