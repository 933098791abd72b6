// Where: deployment with its official classes, sub-territories, territories that are alike, ENT side by side.
import type { Academie, Departement, Etablissement } from '../figures.ts'
import { compte, decimal, entier, enumeration, part } from '../french.ts'
import { type Table, tableOf } from '../model.ts'
import { type Context, inFrench, liste, montrer, note, type Part, texte } from './context.ts'

const TAUX =
  'Taux de déploiement : établissements publics ouverts dans un projet, sur les établissements publics ouverts de l’annuaire. Classes officielles : moins de 20 %, entre 20 et 50 %, entre 50 et 90 %, généralisation massive à 90 % ou plus.'
const POUR_100 =
  'Pour 100 élèves : sur les établissements dont l’effectif est connu, au numérateur comme au dénominateur.'

const DEGRES = { 1: 'Premier degré', 2: 'Second degré' } as const

export const deploiement = (context: Context): Part | null => {
  const { departements, territoire } = context
  if (departements.length === 0 || ['commune', 'etablissement'].includes(territoire.niveau)) return null
  const rows = [...departements].sort(byCode)
  const table = tableOf(
    'departements',
    'Usage, par département',
    'Un département du territoire. Élèves : des établissements vus ou déclarés dont l’effectif est connu.',
    [
      ['code_departement', 'Code', 'texte', 'annexe'],
      ['departement', 'Département', 'texte'],
      ['ecoles', 'Établissements vus ou déclarés', 'entier', 'somme'],
      ['ecoles_actives', 'Actifs dans le mois', 'entier', 'somme'],
      ['visites', 'Visites', 'entier', 'somme'],
      ['utilisateurs', 'Utilisateurs', 'entier'],
      ['effectif', 'Élèves', 'entier', 'somme'],
      ['visites_100', 'Visites pour 100 élèves', 'decimal'],
    ],
    rows.map((row) => [
      row.code_departement,
      row.departement,
      row.ecoles,
      row.ecoles_actives,
      row.visites,
      row.utilisateurs,
      row.effectif,
      row.visites_100,
    ]),
  )
  const state = stateTable(context)
  const places = communesTable(context)
  return {
    tables: [state, table, ...(places === null ? [] : [places])],
    section: {
      id: 'deploiement',
      titre: 'État de déploiement et territoires',
      blocs: [
        ...liste(context.deploiement.length > MOST_SAID ? [] : [...context.deploiement].sort(byCode).flatMap(stateOf)),
        montrer(state),
        note(TAUX),
        ...(rows.length < 2 || rows.length > MOST_BARS
          ? []
          : [
              {
                genre: 'barres' as const,
                table: table.id,
                titre: 'Visites pour 100 élèves, par département',
                alternative: `Visites pour 100 élèves par département : ${enumeration(rows.map((row) => `${row.departement}, ${row.visites_100 === null ? 'inconnu' : decimal(row.visites_100)}`))}.`,
                etiquette: 'departement',
                valeur: 'visites_100',
                accent: null,
              },
            ]),
        montrer(table),
        note(POUR_100),
        ...(places === null ? [] : [montrer(places)]),
      ],
    },
  }
}

const byCode = (a: Departement, b: Departement): number =>
  a.code_departement < b.code_departement ? -1 : a.code_departement > b.code_departement ? 1 : 0

/** Départements of a degree that are said in sentences: more are a table's matter. */
const MOST_SAID = 2
const stateOf = ({
  departement,
  degre,
  ecoles_projet,
  ecoles_publiques,
  taux_deploiement,
  classe_deploiement,
}: Context['deploiement'][number]): string[] =>
  taux_deploiement === null
    ? []
    : [
        `${departement}, ${DEGRES[degre].toLowerCase()} : ${compte(ecoles_projet, 'établissement public dans un projet', 'établissements publics dans un projet')} sur ${entier(ecoles_publiques)}, soit ${part(taux_deploiement)} ; classe « ${classe_deploiement} ».`,
      ]

/** The official classes: by département and degree. */
const stateTable = ({ deploiement }: Context): Table => {
  const rows = [...deploiement].sort((a, b) => byCode(a, b) || a.degre - b.degre)
  return tableOf(
    'deploiement',
    'État de déploiement, par département et degré',
    'Un département et un degré d’enseignement.',
    [
      ['code_departement', 'Code', 'texte', 'annexe'],
      ['departement', 'Département', 'texte'],
      ['degre', 'Degré', 'texte'],
      ['ecoles_publiques', 'Établissements publics ouverts', 'entier', 'somme'],
      ['ecoles_projet', 'Dans un projet', 'entier', 'somme'],
      ['taux_deploiement', 'Taux de déploiement', 'part'],
      ['classe_deploiement', 'Classe officielle', 'texte'],
    ],
    rows.map((row) => [
      row.code_departement,
      row.departement,
      DEGRES[row.degre],
      row.ecoles_publiques,
      row.ecoles_projet,
      row.taux_deploiement,
      row.classe_deploiement,
    ]),
  )
}

/** Bars that fit on a page with their heading. */
const MOST_BARS = 36

/** Of a département: its communes, whose visits are those of their schools. */
const communesTable = ({ territoire, etablissements }: Context): Table | null => {
  if (territoire.niveau !== 'departement') return null
  const places = new Map<string, Etablissement[]>()
  for (const school of etablissements)
    places.set(school.code_commune, [...(places.get(school.code_commune) ?? []), school])
  const sum = (schools: readonly Etablissement[], value: (school: Etablissement) => number) =>
    schools.reduce((total, school) => total + value(school), 0)
  const rows = [...places].map(([code, schools]) => {
    const known = schools.filter(({ effectif }) => effectif !== null && effectif > 0)
    const pupils = sum(known, ({ effectif }) => effectif ?? 0)
    return {
      code,
      commune: schools[0]?.commune ?? '',
      schools: schools.length,
      active: sum(schools, ({ active }) => active),
      visites: sum(schools, ({ visites }) => visites),
      rate: pupils === 0 ? null : (100 * sum(known, ({ visites }) => visites)) / pupils,
    }
  })
  rows.sort((a, b) => inFrench(a.commune, b.commune) || (a.code < b.code ? -1 : 1))
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
    rows.map((row) => [row.code, row.commune, row.schools, row.active, row.visites, row.rate]),
  )
}

/** Territories of one kind that are nearest in number of pupils, this one among them. */
const ALIKE = 10

export const comparables = (context: Context): Part | null => {
  const { comparables, territoire } = context
  const nameOf = (row: Departement | Academie) => ('departement' in row ? row.departement : row.academie)
  const codeOf = (row: Departement | Academie) => ('departement' in row ? row.code_departement : row.code_academie)
  const measured = (comparables as (Departement | Academie)[]).filter(
    ({ visites, effectif }) => visites > 0 && effectif !== null,
  )
  const own = measured.find((row) => codeOf(row) === territoire.code)
  if (own === undefined || measured.length < 2) return null
  const far = (row: Departement | Academie) => Math.abs((row.effectif ?? 0) - (own.effectif ?? 0))
  const near = [...measured].sort((a, b) => far(a) - far(b) || (codeOf(a) < codeOf(b) ? -1 : 1)).slice(0, ALIKE)
  const rows = near.sort((a, b) => (b.visites_100 ?? -1) - (a.visites_100 ?? -1) || (codeOf(a) < codeOf(b) ? -1 : 1))
  const rank = rows.indexOf(own) + 1
  const kind = territoire.niveau === 'academie' ? 'académies' : 'départements'
  const table = tableOf(
    'comparables',
    `Les ${kind} les plus proches en nombre d’élèves`,
    `${territoire.niveau === 'academie' ? 'Une académie' : 'Un département'} : ce territoire et, parmi les ${kind} que cette installation mesure, les plus proches en nombre d’élèves (dix en tout, au plus). Élèves : des établissements vus ou déclarés.`,
    [
      ['code', 'Code', 'texte', 'annexe'],
      ['nom', territoire.niveau === 'academie' ? 'Académie' : 'Département', 'texte'],
      ['effectif', 'Élèves', 'entier'],
      ['visites', 'Visites', 'entier'],
      ['visites_100', 'Visites pour 100 élèves', 'decimal'],
      ['ecoles_actives', 'Établissements actifs', 'entier'],
      ['taux_deploiement', 'Taux de déploiement', 'part'],
      ['ce_territoire', 'Ce territoire', 'oui'],
    ],
    rows.map((row) => [
      codeOf(row),
      nameOf(row),
      row.effectif,
      row.visites,
      row.visites_100,
      row.ecoles_actives,
      row.taux_deploiement,
      row === own ? 1 : 0,
    ]),
  )
  return {
    tables: [table],
    section: {
      id: 'comparables',
      titre: 'Territoires comparables',
      blocs: [
        texte(
          own.visites_100 === null
            ? 'Les visites pour 100 élèves de ce territoire ne sont pas connues : il n’a pas de rang.'
            : `Avec ${decimal(own.visites_100)} visites pour 100 élèves, ce territoire est au rang ${entier(rank)} sur ${entier(rows.length)}.`,
        ),
        {
          genre: 'barres',
          table: table.id,
          titre: 'Visites pour 100 élèves',
          alternative: `Visites pour 100 élèves : ${enumeration(rows.map((row) => `${nameOf(row)}, ${row.visites_100 === null ? 'inconnu' : decimal(row.visites_100)}`))}.`,
          etiquette: 'nom',
          valeur: 'visites_100',
          accent: 'ce_territoire',
        },
        montrer(table),
        note(POUR_100),
      ],
    },
  }
}

export const projets = (context: Context): Part | null => {
  const rows = [...context.projets].sort((a, b) => b.visites - a.visites || (a.projet < b.projet ? -1 : 1))
  if (rows.length === 0) return null
  const table = tableOf(
    'projets',
    'Projets ENT',
    'Un projet ENT qui a des visites ou des établissements déclarés sur le territoire. Part active : établissements actifs, sur ceux qui sont déclarés ou hors périmètre.',
    [
      ['projet', 'Code', 'texte', 'annexe'],
      ['libelle', 'Projet', 'texte'],
      ['plateforme', 'Plateforme', 'texte'],
      ['exploitant', 'Exploitant', 'texte', 'annexe'],
      ['ecoles_declarees', 'Établissements déclarés', 'entier'],
      ['ecoles_actives', 'Actifs dans le mois', 'entier'],
      ['part_actives', 'Part active', 'part'],
      ['ecoles_hors_perimetre', 'Hors périmètre', 'entier'],
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
      blocs: [
        montrer(table),
        note(
          `${outside === 0 ? 'Aucun établissement n’est hors périmètre.' : `${compte(outside, 'établissement')} hors périmètre : vu${outside < 2 ? '' : 's'} sans être déclaré${outside < 2 ? '' : 's'} par le projet ; compté${outside < 2 ? '' : 's'} quand même.`} Établissement actif : au moins 5 utilisateurs dans le mois.`,
        ),
        note(POUR_100),
      ],
    },
  }
}
