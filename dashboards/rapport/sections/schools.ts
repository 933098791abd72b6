// Every school of the territory, then those that went silent and those that came.

import { compte, entier, nomDuMois } from '../french.ts'
import { type Cellule, type Table, tableOf } from '../model.ts'
import type { Etablissement } from '../rows.ts'
import { FEW } from '../sentences.ts'
import {
  type Context,
  capitale,
  evolutionOf,
  inFrench,
  montrer,
  note,
  type Part,
  siClos,
  texte,
  titreEvolution,
} from './context.ts'

/** Visits of the month before, which `visites_12` ends just after. */
export const visitesAvant = ({ visites_12 }: Etablissement): number | null => visites_12.at(-2) ?? null

const inOrder = (a: Etablissement, b: Etablissement): number =>
  compareText(a.code_departement, b.code_departement) ||
  inFrench(a.commune, b.commune) ||
  inFrench(a.nom, b.nom) ||
  compareText(a.uai, b.uai)
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export const etablissements = (context: Context): Part => {
  const { moisAvant, territoire, avant } = context
  const rows = [...context.etablissements].sort(inOrder)
  const several = new Set(rows.map(({ code_departement }) => code_departement)).size > 1
  const alone = territoire.niveau === 'etablissement'
  const titre = alone ? 'L’établissement' : 'Tous les établissements'
  const table = tableOf(
    'etablissements',
    titre,
    `Un établissement vu dans le mois, ou déclaré par un projet.${avant === null || context.enCours ? '' : ` ${titreEvolution(context, moisAvant)}, quand il y a au moins ${FEW} visites à comparer.`}`,
    [
      ['uai', 'UAI', 'texte'],
      ['nom', 'Établissement', 'texte'],
      ['commune', 'Commune', 'texte'],
      ['code_commune', 'Code de la commune', 'texte', 'annexe'],
      ['code_departement', 'Dép.', 'texte', ...(several ? [] : (['annexe'] as const))],
      ['departement', 'Département', 'texte', 'annexe'],
      ['circonscription', 'Circonscription', 'texte', 'annexe'],
      ['nature_uai', 'Nature', 'texte', 'annexe'],
      ['secteur', 'Secteur', 'texte', 'annexe'],
      ['noms_projets', 'Projets ENT', 'texte', 'annexe'],
      ['projets', 'Codes des projets ENT', 'texte', 'annexe'],
      ['hors_perimetre', 'Hors périmètre', 'oui', 'annexe'],
      ['effectif', 'Élèves', 'entier', 'somme'],
      ['visites', 'Visites', 'entier', 'somme'],
      ['utilisateurs', 'Utilisateurs', 'entier'],
      ['duree_moyenne', 'Durée moyenne', 'duree'],
      ['visites_100', 'Visites pour 100 élèves', 'decimal'],
      ['rang', 'Rang', 'entier', 'annexe'],
      ['rang_sur', 'Sur', 'entier', 'annexe'],
      ['tranche_effectif', 'Classe d’effectif', 'texte', 'annexe'],
      ['actif', 'Actif', 'oui'],
      ['visites_avant', `Visites en ${nomDuMois(moisAvant)}`, 'entier', 'annexe', 'somme'],
      ['evolution', 'Évolution', 'evolution', ...siClos(context)],
    ],
    rows.map((row): Cellule[] => [
      row.uai,
      row.nom,
      row.commune,
      row.code_commune,
      row.code_departement.replace(/^0/, ''),
      row.departement,
      row.circonscription,
      row.nature_uai,
      row.secteur,
      row.noms_projets,
      row.projets,
      row.hors_perimetre,
      row.effectif,
      row.visites,
      row.utilisateurs,
      row.duree_moyenne,
      row.visites_100,
      row.rang,
      row.rang_sur,
      row.tranche_effectif,
      row.active,
      avant === null ? null : visitesAvant(row),
      avant === null ? null : evolutionOf(context, row.visites, visitesAvant(row), moisAvant),
    ]),
  )
  const seen = rows.filter(({ visites }) => visites > 0)
  const active = rows.filter(({ active }) => active === 1)
  return {
    tables: [table],
    section: {
      id: 'etablissements',
      titre,
      blocs: [
        ...(alone
          ? []
          : [
              texte(
                `${compte(rows.length, 'établissement')} : ${compte(seen.length, 'vu')} dans le mois, dont ${compte(active.length, 'actif')} (au moins 5 utilisateurs).`,
              ),
            ]),
        montrer(table),
        ...(alone
          ? []
          : [
              note(
                'Les utilisateurs d’établissements différents ne s’additionnent pas : une même personne peut venir dans deux. Le classeur et les CSV donnent aussi la nature, le secteur, la circonscription, les projets et le rang, en visites pour 100 élèves, parmi les établissements du territoire de même nature et de même classe d’effectif.',
              ),
            ]),
      ],
    },
  }
}

/** Declared or visited before, and without a visit this month. */
export const silencieux = ({ etablissements }: Context): Etablissement[] =>
  etablissements.filter(({ visites }) => visites === 0).sort(inOrder)

/** Of those, the ones that were visited the month before. */
export const devenusSilencieux = (context: Context): Etablissement[] =>
  context.avant === null ? [] : silencieux(context).filter((row) => (visitesAvant(row) ?? 0) > 0)

/** First visited this month, as far as a year of figures tells; null when there is no month before. */
export const nouveaux = ({ avant, etablissements }: Context): Etablissement[] | null =>
  avant === null
    ? null
    : etablissements
        .filter(({ visites, visites_12 }) => visites > 0 && visites_12.slice(0, -1).every((before) => before === 0))
        .sort(inOrder)

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0)

/** Who a school is, then what is counted of it here. */
const listOf = (
  id: string,
  titre: string,
  definition: string,
  counts: readonly (readonly [id: string, titre: string, count: (row: Etablissement) => number | null])[],
  rows: readonly Etablissement[],
): Table =>
  tableOf(
    id,
    titre,
    definition,
    [
      ['uai', 'UAI', 'texte'],
      ['nom', 'Établissement', 'texte'],
      ['commune', 'Commune', 'texte'],
      ['nature_uai', 'Nature', 'texte'],
      ['noms_projets', 'Projets ENT', 'texte'],
      ['projets', 'Codes des projets ENT', 'texte', 'annexe'],
      ...counts.map(([id, titre]) => [id, titre, 'entier', 'somme'] as const),
    ],
    rows.map((row) => [
      row.uai,
      row.nom,
      row.commune,
      row.nature_uai,
      row.noms_projets,
      row.projets,
      ...counts.map(([, , count]) => count(row)),
    ]),
  )

export const mouvements = (context: Context): Part | null => {
  const { moisAvant, territoire, avant } = context
  if (territoire.niveau === 'etablissement') return null
  const [silent, come] = [silencieux(context), nouveaux(context)]
  const gone = devenusSilencieux(context)
  const silents = listOf(
    'silencieux',
    'Établissements silencieux',
    'Un établissement déclaré par un projet, sans une visite dans le mois. Douze mois : ceux qui sont mesurés, ce mois compris ; 0, jamais vu.',
    [
      ['visites_avant', `Visites en ${nomDuMois(moisAvant)}`, (row) => (avant === null ? null : visitesAvant(row))],
      ['visites_12', 'Visites sur douze mois', ({ visites_12 }) => sumOf(visites_12)],
    ],
    silent,
  )
  const fresh = listOf(
    'nouveaux',
    'Établissements nouveaux',
    'Un établissement visité dans le mois, sans une visite dans les onze mois d’avant (ou depuis le début de la mesure).',
    [['visites', 'Visites', ({ visites }) => visites]],
    come ?? [],
  )
  const since =
    avant === null
      ? ''
      : `, dont ${gone.length === 0 ? 'aucun n’' : `${entier(gone.length)} qui `}en avai${gone.length < 2 ? 't' : 'ent'} en ${nomDuMois(moisAvant)}`
  return {
    tables: [silents, ...(come === null ? [] : [fresh])],
    section: {
      id: 'mouvements',
      titre: 'Établissements silencieux, établissements nouveaux',
      blocs: [
        ...(silent.length === 0
          ? [texte('Chaque établissement déclaré par un projet a au moins une visite dans le mois.')]
          : [
              texte(`${compte(silent.length, 'établissement')} sans une visite dans le mois${since}.`),
              montrer(silents),
            ]),
        ...(come === null
          ? [texte(`${capitale(nomDuMois(moisAvant))} n’est pas mesuré ici : aucun établissement n’est dit nouveau.`)]
          : [come.length === 0 ? texte('Aucun établissement n’est visité pour la première fois.') : montrer(fresh)]),
      ],
    },
  }
}
