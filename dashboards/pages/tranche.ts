// Of a table, the rows that are shown: which page, in what order, of which words. All in the address, beside the filters.
import { type Colonne, type Panneau, selection } from '../definition/panneau.ts'
import { adresse, type Filtres } from './filtres.ts'

/** What one reads before looking for something else; a table that has no more is written whole, and script sorts it. */
export const LIGNES_PAR_PAGE = 100

export type Tranche = {
  page: number
  tri: string
  croissant: boolean
  mots: string
  /** Asked in the address: its controls are shown however few its rows are. */
  demandee: boolean
}

/** The tables of a dashboard as its address asks for them, by panel. */
export type Tranches = ReadonlyMap<string, Tranche>

/** Columns that have an order: of a series of counts, there is none. */
export const seTrie = ({ unite }: Pick<Colonne, 'unite'>): boolean => unite !== 'serie'

const MOTS_MAX = 200
const PAGE = /^[1-9]\d{0,5}$/

/** Each table has its own: `ID.page`, `ID.tri` (a column, `-` before it for the largest first), `ID.mots`. */
export const lireTranches = (panneaux: readonly Panneau[], query: unknown): Tranches =>
  new Map(
    panneaux.flatMap(({ id, dessin }): [string, Tranche][] => {
      if (dessin.type !== 'tableau') return []
      const [page, tri, mots] = ['page', 'tri', 'mots'].map((nom) => texteDe(query, `${id}.${nom}`)) as [
        string,
        string,
        string,
      ]
      const colonne = tri.replace(/^-/, '')
      const connu = dessin.colonnes.some((une) => une.colonne === colonne && seTrie(une))
      return [
        [
          id,
          {
            page: PAGE.test(page) ? Number(page) : 1,
            tri: connu ? colonne : dessin.tri,
            croissant: connu ? !tri.startsWith('-') : dessin.croissant === true,
            mots: mots.trim().slice(0, MOTS_MAX),
            demandee: connu || mots.trim() !== '',
          },
        ],
      ]
    }),
  )

const texteDe = (query: unknown, nom: string): string => {
  const valeur = (query as Record<string, unknown> | null | undefined)?.[nom]
  return typeof valeur === 'string' ? valeur : ''
}

/** The address of the page with these tables, at the panel where something is asked. */
export const adresseDeTranche = (
  tableau: string,
  panneau: string,
  { filtres, demandes, tranches }: { filtres: Filtres; demandes: ReadonlySet<string>; tranches: Tranches },
  voulue: Partial<Tranche>,
): string => {
  const [chemin = '', suite = ''] = adresse(tableau, filtres, demandes).split('?')
  const parametres = new URLSearchParams(suite)
  for (const [id, tranche] of tranches) {
    const { page, tri, croissant, mots } = id === panneau ? { ...tranche, ...voulue } : tranche
    const trie = demandes.has(`${id}.tri`) || (id === panneau && voulue.tri !== undefined)
    if (trie) parametres.set(`${id}.tri`, `${croissant ? '' : '-'}${tri}`)
    if (mots !== '') parametres.set(`${id}.mots`, mots)
    if (page > 1) parametres.set(`${id}.page`, String(page))
  }
  return `${chemin}${parametres.size === 0 ? '' : `?${parametres}`}#${panneau}`
}

/** What a reader writes and what stands in the table are compared without accents nor capitals, whatever the apostrophe. */
export const motsDe = (mots: string): string[] =>
  mots
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replaceAll('’', "'")
    .toLowerCase()
    .split(/\s+/)
    .filter((mot) => mot !== '')

/** What a table is searched in, as `motsDe` writes words. */
const texteCherche = (colonnes: readonly Colonne[]): string =>
  `replaceAll(lowerUTF8(replaceRegexpAll(normalizeUTF8NFD(concatWithSeparator(' ', ${colonnes
    .filter(({ unite }) => unite === 'texte')
    .map(({ colonne }) => `ifNull(toString(${colonne}), '')`)
    .join(', ')})), '\\\\p{Mn}', '')), '’', '\\'')`

/** A page of a table: its rows that hold every one of `mots`, what is unknown last; `lignes` says how many they are in all. */
export const requeteTranche = (
  panneau: Panneau,
  colonnes: readonly Colonne[],
  { tri, croissant, mots }: Tranche,
  ...lue: [Parameters<typeof selection>[1], Parameters<typeof selection>[2]]
): string => {
  const sens = `${croissant ? 'ASC' : 'DESC'} NULLS LAST`
  const enTexte = colonnes.some(({ colonne, unite }) => colonne === tri && unite === 'texte')
  const ordre = enTexte ? `toString(${tri}) ${sens} COLLATE 'fr'` : `${tri} ${sens}`
  return `SELECT *, count() OVER () AS lignes FROM (${selection(panneau, ...lue)})${
    mots === '' ? '' : ` WHERE arrayAll(mot -> position(${texteCherche(colonnes)}, mot) > 0, {mots:Array(String)})`
  } ORDER BY ${ordre}, tuple(*) LIMIT {combien:UInt16} OFFSET {apres:UInt32}`
}
