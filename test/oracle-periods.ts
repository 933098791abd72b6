// The last half of the oracle: what each period holds of each school and territory, users included, from the visits alone.
// Users are sets of persons; nothing is summed that could be counted.

import type { Visite } from './oracle.ts'
import { compare, type Ecole, monday, type Reference } from './oracle-judge.ts'

/** Rows as the store has them: each column as text, tab between, in the order of the text. */
export type Tables = { periode: string[]; territoires: string[]; comptage: string[] }

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

/** The territories that are measured: (niveau, territoire, degre, secteur). */
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

/** Of these levels, users alone are kept, of the total and of profils. */
const isSmall = (niveau: string): boolean => ['commune', 'circonscription'].includes(niveau)

type Cell = { visites: number; persons: Set<string>; duree: number }

/** The schools of each period and place, all together and by projet; none has a headcount. */
const countsOf = (visits: readonly Visite[], { ecoles, projets }: Reference): string[] => {
  const schools = new Map<string, { visites: number; persons: Set<string> }>()
  for (const { jour, uai, projet, utilisateur } of visits)
    for (const [genre, debut] of periodsOf(jour))
      for (const of of ['', projet]) {
        const name = [genre, debut, of, uai].join('\t')
        const school = schools.get(name) ?? { visites: 0, persons: new Set() }
        schools.set(name, school)
        school.visites += 1
        school.persons.add(utilisateur)
      }
  const counts = new Map<string, number[]>()
  for (const [name, { visites, persons }] of schools) {
    const [genre, debut, projet, uai] = name.split('\t') as [string, string, string, string]
    const ecole = ecoles.find((one) => one.uai === uai) as Ecole
    const since = projets
      .filter((one) => one.etablissements.includes(uai) && ['', one.projet].includes(projet))
      .map(({ convention }) => convention ?? '1900-01-01')
    const place = [ecole.codeAcademie, ecole.codeDepartement, degreOf(ecole), ecole.secteur]
    const key = [genre, debut, projet, ...place, [...since, '2299-12-31'].sort()[0]].join('\t')
    const [n = 0, actives = 0, sum = 0] = counts.get(key) ?? []
    counts.set(key, [n + 1, actives + (persons.size >= 5 ? 1 : 0), sum + visites])
  }
  return [...counts].map(([key, [n, actives, sum]]) => [key, n, n, actives, 0, n, sum, 0, 0].join('\t')).sort(compare)
}

export const tablesOf = (visits: readonly Visite[], reference: Reference): Tables => {
  const { ecoles } = reference
  const cells = { periode: new Map<string, Cell>(), territoires: new Map<string, Cell>() }
  const add = (table: Map<string, Cell>, key: readonly string[], { utilisateur }: Visite, ms: number) => {
    const name = key.join('\t')
    const cell = table.get(name) ?? { visites: 0, persons: new Set(), duree: 0 }
    table.set(name, cell)
    cell.visites += 1
    cell.persons.add(utilisateur)
    cell.duree += ms
  }
  for (const visit of visits) {
    const ecole = ecoles.find(({ uai }) => uai === visit.uai) as Ecole
    const { projet } = visit
    for (const [genre, debut] of periodsOf(visit.jour))
      for (const [dimension, code, ms] of groupsOf(visit)) {
        const group = [projet, dimension, code]
        add(cells.periode, [genre, debut, visit.uai, ...group], visit, ms)
        for (const territory of territoriesOf(ecole))
          if (!isSmall(territory[0] as string) || ['total', 'profil'].includes(dimension))
            add(cells.territoires, [genre, debut, ...territory, ...group], visit, ms)
      }
  }
  const rows = (table: Map<string, Cell>, measures: (cell: Cell, niveau: string) => number[]): string[] =>
    [...table].map(([key, cell]) => [key, ...measures(cell, key.split('\t')[2] as string)].join('\t')).sort(compare)
  return {
    periode: rows(cells.periode, ({ visites, persons, duree }) => [visites, persons.size, duree]),
    territoires: rows(cells.territoires, ({ visites, persons, duree }, niveau) =>
      isSmall(niveau) ? [0, 0, persons.size] : [visites, duree, persons.size],
    ),
    comptage: countsOf(visits, reference),
  }
}
