// Where: deployment with its official classes, sub-territories, ENT side by side.
import { communesOf } from '../comparables.ts'
import { compte, decimal, entier, enumeration, part } from '../french.ts'
import { type Bloc, type Table, tableOf } from '../model.ts'
import type { Academie, Departement } from '../rows.ts'
import { type Context, inFrench, liste, montrer, note, type Part, POUR_100, siPlusieurs } from './context.ts'

const TAUX =
  'Taux de déploiement : établissements publics ouverts dans un projet, sur les établissements publics ouverts de l’annuaire. Classes officielles : moins de 20 %, entre 20 et 50 %, entre 50 et 90 %, généralisation massive à 90 % ou plus.'
/** Of one projet, its own share: the official class of a département is that of all its projets. */
const TAUX_DU_PROJET =
  'Part : établissements publics ouverts déclarés par ce projet, sur les établissements publics ouverts de l’annuaire. Le taux de déploiement d’un département et sa classe officielle, tous projets ensemble, sont dans le rapport du département.'
const DEGRES = { 1: 'Premier degré', 2: 'Second degré' } as const

export const deploiement = (context: Context): Part | null => {
  const { departements, territoire } = context
  if (departements.length === 0 || ['commune', 'etablissement'].includes(territoire.niveau)) return null
  const alone = territoire.niveau === 'projet'
  const state = stateTable(context, alone)
  const academies = useTable(
    'academies',
    'académie',
    context.academies.map((row) => ({ ...row, code: row.code_academie, nom: row.academie })),
  )
  const table = useTable(
    'departements',
    'département',
    departements.map((row) => ({ ...row, code: row.code_departement, nom: row.departement })),
  )
  const places = communesTable(context)
  return {
    tables: [state, ...(academies.nombre === 0 ? [] : [academies]), table, ...(places === null ? [] : [places])],
    section: {
      id: 'deploiement',
      titre: alone ? 'Les territoires du projet' : 'État de déploiement et territoires',
      blocs: [
        ...liste(
          context.deploiement.length > MOST_SAID ? [] : [...context.deploiement].sort(byCode).flatMap(stateOf(alone)),
        ),
        montrer(state),
        note(alone ? TAUX_DU_PROJET : TAUX),
        ...(academies.nombre === 0 ? [] : [...bars(academies, 'académie'), montrer(academies)]),
        ...bars(table, 'département'),
        montrer(table),
        note(POUR_100),
        ...(places === null ? [] : [...bars(places, 'commune'), montrer(places)]),
      ],
    },
  }
}

/** Bars that fit on a page with their heading. */
const MOST_BARS = 36

/** The rates of a table of places, its second column their names; none of one place, nor of more than a page has room for. */
const bars = ({ id, colonnes, lignes }: Table, kind: string): Bloc[] => {
  if (lignes.length < 2 || lignes.length > MOST_BARS) return []
  const rate = colonnes.findIndex((colonne) => colonne.id === 'visites_100')
  const words = lignes.map(
    ({ 1: nom, [rate]: valeur }) => `${nom}, ${typeof valeur === 'number' ? decimal(valeur) : 'inconnu'}`,
  )
  return [
    {
      genre: 'barres',
      table: id,
      titre: `Visites pour 100 élèves, par ${kind}`,
      alternative: `Visites pour 100 élèves par ${kind} : ${enumeration(words)}.`,
      etiquette: colonnes[1]?.id ?? '',
      valeur: 'visites_100',
      accent: null,
    },
  ]
}

const useTable = (
  id: string,
  kind: string,
  rows: ((Departement | Academie) & { code: string; nom: string })[],
): Table =>
  tableOf(
    id,
    `Usage, par ${kind}`,
    `${kind === 'académie' ? 'Une académie' : 'Un département'} du territoire. Élèves : des établissements vus ou déclarés dont l’effectif est connu.`,
    [
      [`code_${id.slice(0, -1)}`, 'Code', 'texte', 'annexe'],
      [id.slice(0, -1), `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`, 'texte'],
      ['ecoles', 'Établissements vus ou déclarés', 'entier', 'somme'],
      ['ecoles_actives', 'Actifs dans le mois', 'entier', 'somme'],
      ['visites', 'Visites', 'entier', 'somme'],
      ['utilisateurs', 'Utilisateurs', 'entier'],
      ['effectif', 'Élèves', 'entier', 'somme'],
      ['visites_100', 'Visites pour 100 élèves', 'decimal'],
    ],
    [...rows]
      .sort((a, b) => (a.code < b.code ? -1 : 1))
      .map((row) => [
        row.code,
        row.nom,
        row.ecoles,
        row.ecoles_actives,
        row.visites,
        row.utilisateurs,
        row.effectif,
        row.visites_100,
      ]),
  )

const byCode = (a: Departement, b: Departement): number =>
  a.code_departement < b.code_departement ? -1 : a.code_departement > b.code_departement ? 1 : 0

/** Départements of a degree that are said in sentences: more are a table's matter. */
const MOST_SAID = 2
const stateOf =
  (alone: boolean) =>
  (row: Context['deploiement'][number]): string[] => {
    const { departement, degre, ecoles_projet, ecoles_publiques, taux_deploiement, classe_deploiement } = row
    if (taux_deploiement === null) return []
    const schools = compte(ecoles_projet, 'établissement public', 'établissements publics')
    return [
      `${departement}, ${DEGRES[degre].toLowerCase()} : ${schools} dans ${alone ? 'ce' : 'un'} projet sur ${entier(ecoles_publiques)}, soit ${part(taux_deploiement)}${alone ? '' : ` ; classe « ${classe_deploiement} »`}.`,
    ]
  }

/** By département and degree, as the official classes are; `alone`: of one projet, which has none. */
const stateTable = ({ deploiement }: Context, alone: boolean): Table => {
  const rows = [...deploiement].sort((a, b) => byCode(a, b) || a.degre - b.degre)
  return tableOf(
    'deploiement',
    alone ? 'Établissements du projet, par département et degré' : 'État de déploiement, par département et degré',
    'Un département et un degré d’enseignement.',
    [
      ['code_departement', 'Code', 'texte', 'annexe'],
      ['departement', 'Département', 'texte'],
      ['degre', 'Degré', 'texte'],
      ['ecoles_publiques', 'Établissements publics ouverts', 'entier', 'somme'],
      ['ecoles_projet', alone ? 'Dans ce projet' : 'Dans un projet', 'entier', 'somme'],
      ['taux_deploiement', alone ? 'Part' : 'Taux de déploiement', 'part'],
      ...(alone ? [] : [['classe_deploiement', 'Classe officielle', 'texte'] as const]),
    ],
    rows.map((row) => [
      row.code_departement,
      row.departement,
      DEGRES[row.degre],
      row.ecoles_publiques,
      row.ecoles_projet,
      row.taux_deploiement,
      ...(alone ? [] : [row.classe_deploiement]),
    ]),
  )
}

/** Of a département, or of a projet in one: its communes, whose visits are those of their schools. */
const communesTable = ({ territoire, departements, etablissements }: Context): Table | null => {
  if (territoire.niveau !== 'departement' && (territoire.niveau !== 'projet' || departements.length > 1)) return null
  const rows = communesOf(etablissements).sort((a, b) => inFrench(a.commune, b.commune) || (a.code < b.code ? -1 : 1))
  return tableOf(
    'communes',
    'Communes',
    'Une commune où un établissement est déclaré par un projet, ou vu dans le mois.',
    [
      ['code_commune', 'Code', 'texte', 'annexe'],
      ['commune', 'Commune', 'texte'],
      ['etablissements', 'Établissements', 'entier', 'somme'],
      ['actifs', 'Actifs dans le mois', 'entier', 'somme'],
      ['visites', 'Visites', 'entier', 'somme'],
      ['visites_100', 'Visites pour 100 élèves', 'decimal'],
    ],
    rows.map((row) => [row.code, row.commune, row.ecoles, row.ecoles_actives, row.visites, row.visites_100]),
  )
}

export const projets = (context: Context): Part | null => {
  const rows = [...context.projets].sort((a, b) => b.visites - a.visites || (a.projet < b.projet ? -1 : 1))
  if (rows.length === 0) return null
  const alone = context.territoire.niveau === 'etablissement'
  const table = tableOf(
    'projets',
    'Projets ENT',
    alone
      ? 'Un projet ENT où cet établissement a des visites, ou qui le déclare.'
      : 'Un projet ENT qui a des visites ou des établissements déclarés sur le territoire. Part active : établissements actifs, sur ceux qui sont déclarés ou hors périmètre.',
    [
      ['projet', 'Code', 'texte'],
      ['libelle', 'Projet', 'texte'],
      ['plateforme', 'Plateforme', 'texte'],
      ['exploitant', 'Exploitant', 'texte', 'annexe'],
      ['ecoles_declarees', 'Établissements déclarés', 'entier', ...siPlusieurs(context)],
      ['ecoles_actives', 'Actifs dans le mois', 'entier', ...siPlusieurs(context)],
      ['part_actives', 'Part active', 'part', ...siPlusieurs(context)],
      ['ecoles_hors_perimetre', 'Hors périmètre', 'entier', ...siPlusieurs(context)],
      ['visites', 'Visites', 'entier', 'somme'],
      ['utilisateurs', 'Utilisateurs', 'entier'],
      ['visites_100', 'Visites pour 100 élèves', 'decimal'],
      ['duree_moyenne', 'Durée moyenne', 'duree'],
      ['ecoles_sans_effectif', 'Sans effectif connu', 'entier', 'annexe'],
    ],
    rows.map((row) => [
      row.projet,
      row.libelle,
      row.plateforme,
      row.exploitant,
      row.ecoles_declarees,
      row.ecoles_actives,
      row.part_actives,
      row.ecoles_hors_perimetre,
      row.visites,
      row.utilisateurs,
      row.visites_100,
      row.duree_moyenne,
      row.ecoles_sans_effectif,
    ]),
  )
  const outside = rows.reduce((sum, row) => sum + row.ecoles_hors_perimetre, 0)
  return {
    tables: [table],
    section: {
      id: 'projets',
      titre: 'Les projets ENT',
      blocs: [montrer(table), ...horsPerimetre(alone, outside), note(POUR_100)],
    },
  }
}

const horsPerimetre = (alone: boolean, outside: number): Bloc[] => {
  if (alone && outside === 0) return []
  if (alone)
    return [
      note('Cet établissement est vu sans être déclaré par le projet (hors périmètre) ; il est compté quand même.'),
    ]
  const s = outside < 2 ? '' : 's'
  const said =
    outside === 0
      ? 'Aucun établissement n’est hors périmètre.'
      : `${compte(outside, 'établissement')} hors périmètre : vu${s} sans être déclaré${s} par le projet ; compté${s} quand même.`
  return [note(`${said} Établissement actif : au moins 5 utilisateurs dans le mois.`)]
}
