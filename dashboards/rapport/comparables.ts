// What a territory may be compared with: the others of its kind that this install measures, on the same month.
import type { Store } from '../../schema/store.ts'
import {
  type Academie,
  type Comparable,
  type Departement,
  type Etablissement,
  type Projet,
  read,
  type Scope,
} from './rows.ts'
import type { Territoire } from './territory.ts'

/** Communes and schools: those of their département. A school: those of its nature, its own row without a projet's filter. */
export const readComparables = async (
  store: Store,
  { niveau, code, code_departement }: Territoire,
  month: Scope,
): Promise<Comparable[]> => {
  const around = () => read<Etablissement>(store, 'etablissements', { ...month, code_departement })
  switch (niveau) {
    case 'france':
      return []
    case 'academie':
      return (await read<Academie>(store, 'academies', month)).map((row) =>
        comparable(row, row.code_academie, row.academie, row.taux_deploiement),
      )
    case 'departement':
      return (await read<Departement>(store, 'departements', month)).map((row) =>
        comparable(row, row.code_departement, row.departement, row.taux_deploiement),
      )
    case 'projet':
      return (await read<Projet>(store, 'projets', month)).map((row) =>
        comparable(row, row.projet, row.libelle, row.part_actives),
      )
    case 'commune':
      return communesOf(await around()).map((row) => comparable(row, row.code, row.commune, null))
    case 'etablissement': {
      const schools = await around()
      const nature = schools.find(({ uai }) => uai === code)?.nature_uai
      return schools
        .filter(({ nature_uai }) => nature_uai === nature)
        .map((row) => comparable({ ...row, ecoles_actives: row.active }, row.uai, `${row.nom} (${row.commune})`, null))
    }
  }
}

const comparable = (
  row: Pick<Comparable, 'effectif' | 'visites' | 'visites_100' | 'ecoles_actives'>,
  code: string,
  nom: string,
  taux: number | null,
): Comparable => {
  const { effectif, visites, visites_100, ecoles_actives } = row
  return { code, nom, effectif, visites, visites_100, ecoles_actives, taux }
}

/** Communes from their schools, whose visits add up. Pupils: of the schools whose headcount is known. */
export const communesOf = (etablissements: readonly Etablissement[]) => {
  const places = new Map<string, Etablissement[]>()
  for (const school of etablissements)
    places.set(school.code_commune, [...(places.get(school.code_commune) ?? []), school])
  const sum = (schools: readonly Etablissement[], value: (school: Etablissement) => number) =>
    schools.reduce((total, school) => total + value(school), 0)
  return [...places].map(([code, schools]) => {
    const known = schools.filter(({ effectif }) => effectif !== null && effectif > 0)
    const pupils = sum(known, ({ effectif }) => effectif ?? 0)
    return {
      code,
      commune: schools[0]?.commune ?? '',
      ecoles: schools.length,
      ecoles_actives: sum(schools, ({ active }) => active),
      effectif: pupils === 0 ? null : pupils,
      visites: sum(schools, ({ visites }) => visites),
      visites_100: pupils === 0 ? null : (100 * sum(known, ({ visites }) => visites)) / pupils,
    }
  })
}
