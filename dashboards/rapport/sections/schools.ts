// Every school of the territory, then those that went silent and those that came.
import type { Etablissement } from '../figures.ts'
import { compte, entier, nomDuMois } from '../french.ts'
import { type Cellule, type Table, tableOf } from '../model.ts'
import { FEW } from '../sentences.ts'
import { type Context, evolutionOf, inFrench, montrer, note, type Part, texte, titreEvolution } from './context.ts'

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
    `Un établissement vu dans le mois, ou déclaré par un projet.${avant === null ? '' : ` ${titreEvolution(context, moisAvant)}, quand il y a au moins ${FEW} visites à comparer.`}`,
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
      ['projets', 'Projets ENT', 'texte', 'annexe'],
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
      ['evolution', 'Évolution', 'evolution'],
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
  const [only] = rows
  return {
    tables: [table],
    section: {
      id: 'etablissements',
      titre,
      blocs: [
        ...(alone && only !== undefined
          ? rankOf(only)
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
                'Les utilisateurs d’établissements différents ne s’additionnent pas : une même personne peut venir dans deux. Le classeur et les CSV donnent aussi la nature, le secteur, la circonscription, les projets et le rang parmi les établissements de même nature et de même classe d’effectif.',
              ),
            ]),
      ],
    },
  }
}

const rankOf = ({ rang, rang_sur, nature_uai, tranche_effectif }: Etablissement) =>
  rang === null || rang_sur === null || rang_sur < 2
    ? []
    : [
        texte(
          `Rang ${entier(rang)} sur ${entier(rang_sur)} en visites pour 100 élèves, parmi les établissements de même nature (${nature_uai}) et de même classe d’effectif (${tranche_effectif}).`,
        ),
      ]

/** Visited the month before and not this one; null when there is no month before. */
export const silencieux = ({ avant, etablissements }: Context): Etablissement[] | null =>
  avant === null
    ? null
    : etablissements.filter((row) => row.visites === 0 && (visitesAvant(row) ?? 0) > 0).sort(inOrder)

/** First visited this month, as far as a year of figures tells. */
export const nouveaux = ({ avant, etablissements }: Context): Etablissement[] | null =>
  avant === null
    ? null
    : etablissements
        .filter(({ visites, visites_12 }) => visites > 0 && visites_12.slice(0, -1).every((before) => before === 0))
        .sort(inOrder)

export const mouvements = (context: Context): Part | null => {
  const { moisAvant, territoire } = context
  const [gone, come] = [silencieux(context), nouveaux(context)]
  if (gone === null || come === null || territoire.niveau === 'etablissement') return null
  const list = (
    id: string,
    titre: string,
    definition: string,
    rows: readonly Etablissement[],
    before: boolean,
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
        ['projets', 'Projets ENT', 'texte'],
        ['visites', before ? `Visites en ${nomDuMois(moisAvant)}` : 'Visites', 'entier', 'somme'],
      ],
      rows.map((row) => [
        row.uai,
        row.nom,
        row.commune,
        row.nature_uai,
        row.projets,
        before ? visitesAvant(row) : row.visites,
      ]),
    )
  const silent = list(
    'silencieux',
    'Établissements devenus silencieux',
    `Un établissement visité en ${nomDuMois(moisAvant)}, sans une visite dans le mois.`,
    gone,
    true,
  )
  const fresh = list(
    'nouveaux',
    'Établissements nouveaux',
    'Un établissement visité dans le mois, sans une visite dans les onze mois d’avant (ou depuis le début de la mesure).',
    come,
    false,
  )
  return {
    tables: [silent, fresh],
    section: {
      id: 'mouvements',
      titre: 'Établissements silencieux, établissements nouveaux',
      blocs: [
        gone.length === 0
          ? texte(`Aucun établissement visité en ${nomDuMois(moisAvant)} n’est devenu silencieux.`)
          : montrer(silent),
        come.length === 0 ? texte('Aucun établissement n’est visité pour la première fois.') : montrer(fresh),
      ],
    },
  }
}
