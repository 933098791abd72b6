// The last half of the oracle: what each period holds of each school and territory, users included, from the visits alone.
// Users are sets of persons; nothing is summed that could be counted.

import type { Visite } from './oracle.ts'
import { compare, type Ecole, monday } from './oracle-judge.ts'

/** Rows as the store has them: each column as text, tab between, in the order of the text. */
export type Tables = { periode: string[]; territoire: string[]; utilisateurs: string[] }

const schoolYear = (jour: string): string => `${Number(jour.slice(0, 4)) - (jour.slice(5, 7) < '08' ? 1 : 0)}-08-01`

const periodsOf = (jour: string): [genre: string, debut: string][] => [
  ['jour', jour],
  ['semaine', monday(jour)],
  ['mois', `${jour.slice(0, 7)}-01`],
  ['annee', schoolYear(jour)],
]

/** The groups that a visit is in, and the time it brings to each. */
const groupsOf = ({ profil, appareil, os, navigateur, duree, services }: Visite): [string, string, number][] => [
  ['total', '', duree],
  ['profil', profil, duree],
  ['appareil', appareil, duree],
  ['os', os, duree],
  ['navigateur', navigateur, duree],
  ['profil_appareil', `${profil} ${appareil}`, duree],
  ...[...services].flatMap(([service, ms]): [string, string, number][] => [
    ['service', service, ms],
    ['profil_service', `${profil} ${service}`, ms],
  ]),
]

const degreOf = ({ codeNature }: Ecole): string => {
  if (codeNature >= 101 && codeNature <= 162) return '1'
  return codeNature >= 300 && codeNature <= 352 ? '2' : '0'
}

/** The territories whose users are counted: (niveau, territoire, degre, secteur). */
const territoriesOf = (ecole: Ecole): string[][] => {
  const large = [
    ['france', ''],
    ['academie', ecole.codeAcademie],
    ['departement', ecole.codeDepartement],
  ]
  const degre = degreOf(ecole) === '0' ? [] : [degreOf(ecole)]
  const small = [['commune', ecole.codeCommune, '', '']]
  if (ecole.circonscription !== '')
    small.push(['circonscription', `${ecole.codeDepartement} ${ecole.circonscription}`, '', ''])
  return [
    ...large.flatMap((place) => ['', ...degre].flatMap((d) => ['', ecole.secteur].map((s) => [...place, d, s]))),
    ...small,
  ]
}

type Cell = { visites: number; persons: Set<string>; schools: Set<string>; duree: number }

export const tablesOf = (visits: readonly Visite[], ecoles: readonly Ecole[]): Tables => {
  const cells = { periode: new Map<string, Cell>(), territoire: new Map(), utilisateurs: new Map() } as const
  const add = (table: Map<string, Cell>, key: readonly string[], { uai, utilisateur }: Visite, ms: number) => {
    const name = key.join('\t')
    const cell = table.get(name) ?? { visites: 0, persons: new Set(), schools: new Set(), duree: 0 }
    table.set(name, cell)
    cell.visites += 1
    cell.persons.add(utilisateur)
    cell.schools.add(uai)
    cell.duree += ms
  }
  for (const visit of visits) {
    const ecole = ecoles.find(({ uai }) => uai === visit.uai) as Ecole
    const { projet } = visit
    for (const [genre, debut] of periodsOf(visit.jour))
      for (const [dimension, code, ms] of groupsOf(visit)) {
        const group = [projet, dimension, code]
        add(cells.periode, [genre, debut, visit.uai, ...group], visit, ms)
        const place = [ecole.codeAcademie, ecole.codeDepartement, degreOf(ecole), ecole.secteur]
        add(cells.territoire, [genre, debut, ...place, ...group], visit, ms)
        for (const territory of territoriesOf(ecole))
          if (
            !['commune', 'circonscription'].includes(territory[0] as string) ||
            ['total', 'profil'].includes(dimension)
          )
            add(cells.utilisateurs, [genre, debut, ...territory, ...group], visit, ms)
      }
  }
  const rows = (table: Map<string, Cell>, measures: (cell: Cell) => number[]): string[] =>
    [...table].map(([key, cell]) => [key, ...measures(cell)].join('\t')).sort(compare)
  return {
    periode: rows(cells.periode, ({ visites, persons, duree }) => [visites, persons.size, duree]),
    territoire: rows(cells.territoire, ({ visites, duree, schools }) => [visites, duree, schools.size]),
    utilisateurs: rows(cells.utilisateurs, ({ persons }) => [persons.size]),
  }
}
