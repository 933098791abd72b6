// The query of each drawing: the rows of its view, as the panel's type takes them. No figure is computed here that the pages
// would not show; what is hidden stays hidden.
import type { Dataquery } from '@grafana/grafana-foundation-sdk/cog'
import { type Colonne, type Dessin, type Mesure, type Panneau, requete, type Tableau } from '../definition/panneau.ts'
import { estChiffre, MASQUEES } from './champs.ts'
import { SOURCE, valeurDe } from './variables.ts'

/** As the pages: more than anyone draws. Time and memory are bounded by the account that reads. */
const LIGNES_MAX = 60_000

/** A query as version 4 of the plugin keeps it. `series`: long rows, which its backend turns into a series a text column. */
export const cible = (rawSql: string, forme: 'table' | 'series' = 'table', refId = 'A') => ({
  build: (): Dataquery =>
    ({
      refId,
      datasource: SOURCE,
      editorType: 'sql',
      queryType: forme === 'series' ? 'timeseries' : 'table',
      format: forme === 'series' ? 0 : 1,
      pluginVersion: '4.22.1',
      rawSql,
    }) as unknown as Dataquery,
})

export const sqlDe = (tableau: Tableau, panneau: Panneau): string => {
  const lignes = `(${requete(panneau, valeurDe(tableau))})`
  const { dessin } = panneau
  switch (dessin.type) {
    case 'nombres':
      throw new Error('large figures are a panel each: see sqlDeNombre')
    case 'courbes':
      return courbes(dessin, lignes)
    case 'barres':
      return barres(dessin, lignes)
    default:
      return tableauDe(panneau, dessin, lignes)
  }
}

/** One large figure, the period before, the same last year, and how it changed. */
export const sqlDeNombre = (tableau: Tableau, panneau: Panneau, { colonne }: Mesure): string =>
  `SELECT ${colonne}, ${colonne}_avant, ${colonne} / nullIf(${colonne}_avant, 0) - 1 AS evolution_avant,
  ${colonne}_an, ${colonne} / nullIf(${colonne}_an, 0) - 1 AS evolution_an${colonne === 'visites' ? ', source_an' : ''}
FROM (${requete(panneau, valeurDe(tableau))})
LIMIT 1`

/** The running period stands in a column of its own, drawn apart; a line reaches it from the last complete one. */
const courbes = ({ serie, mesures, empile }: Dessin & { type: 'courbes' }, lignes: string): string => {
  const apart = empile === true ? 'provisoire = 1' : '(provisoire = 1 OR debut = cloture)'
  const colonnes = [
    'debut',
    ...(serie === undefined ? [] : [`toString(${serie}) AS serie`]),
    ...mesures.flatMap(({ colonne }) => [
      `if(provisoire = 1, NULL, ${colonne}) AS ${colonne}_clos`,
      `if(${apart}, ${colonne}, NULL) AS ${colonne}_provisoire`,
    ]),
  ]
  return `SELECT ${colonnes.join(', ')}
FROM (SELECT *, maxIf(debut, provisoire = 0) OVER () AS cloture FROM ${lignes})
ORDER BY debut${serie === undefined ? '' : ', serie'}
LIMIT ${LIGNES_MAX}`
}

/** The category that has most first, whatever its groups. */
const barres = (
  { categorie, groupe, mesure: { colonne }, ordre }: Dessin & { type: 'barres' },
  lignes: string,
): string => {
  const colonnes = [categorie, ...(groupe === undefined ? [] : [groupe])]
  return `SELECT ${[...colonnes, colonne].join(', ')}
FROM ${lignes}
${ordre === 'vue' ? '' : `ORDER BY sum(${colonne}) OVER (PARTITION BY ${categorie}) DESC NULLS LAST, ${colonnes.join(', ')}\n`}LIMIT ${LIGNES_MAX}`
}

const tableauDe = ({ vue }: Panneau, dessin: Dessin & { type: 'tableau' | 'carte' }, lignes: string): string => {
  const noms = colonnesLues(dessin.colonnes)
  const colonnes = noms.map((nom) => {
    const unite = dessin.colonnes.find(({ colonne }) => colonne === nom)?.unite
    if (unite === 'serie') return `${miniature(nom)} AS ${nom}`
    return unite !== undefined && estChiffre(unite) && MASQUEES.has(vue)
      ? `if(masque = '< 5', nan, toFloat64(${nom})) AS ${nom}`
      : nom
  })
  const tri =
    dessin.type === 'carte' ? dessin.code : `${dessin.tri} ${dessin.croissant === true ? 'ASC' : 'DESC'} NULLS LAST`
  return `SELECT ${colonnes.join(', ')}
FROM ${lignes}
ORDER BY ${[tri, ...noms].join(', ')}
LIMIT ${LIGNES_MAX}`
}

/** A series in a cell, as signs that any version shows, a spreadsheet keeps and a screen reader may skip. A point is a zero. */
const miniature = (nom: string): string =>
  `arrayStringConcat(arrayMap(n -> if(n = 0, '·', substringUTF8('▁▂▃▄▅▆▇█', 1 + intDiv(7 * n, arrayMax(${nom})), 1)), ${nom}))`

/** Those drawn, then those that only a link reads. */
export const colonnesLues = (colonnes: readonly Colonne[]): string[] => [
  ...new Set([...colonnes.map(({ colonne }) => colonne), ...colonnes.flatMap(({ lien }) => lien?.colonne ?? [])]),
]
