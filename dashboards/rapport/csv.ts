// The tables of a report as CSV, a file each, twice: for programs (names of columns, plain numbers, ISO dates) and for a
// French spreadsheet (BOM, titles, decimal commas, per cent).
import { csvLine } from '../csv.ts'
import { isNearly } from '../part.ts'
import { duree, jourCourt } from './french.ts'
import type { Cellule, Colonne, Genre, Rapport, Table } from './model.ts'
import { readMe } from './read-me.ts'

const BOM = '\ufeff'

export type TextFile = { nom: string; pieces: Iterable<string> }

/** Of the folder of a report: both variants, what is in them, and how many rows and what sums to expect. */
export const csvFiles = (rapport: Rapport): TextFile[] => [
  {
    nom: 'LISEZ-MOI.txt',
    pieces: [...VARIANTES, ...readMe(rapport)].map(
      ([left, right]) => `${right === '' ? left : `${left} : ${right}`}\r\n`,
    ),
  },
  { nom: 'sommaire.csv', pieces: summary(rapport.tables) },
  ...rapport.tables.map((table) => ({ nom: `${table.id}.csv`, pieces: plainCsv(table) })),
  ...rapport.tables.map((table) => ({ nom: `tableur/${table.id}.csv`, pieces: spreadsheetCsv(table) })),
]

const VARIANTES: [string, string][] = [
  [
    'Dossier tableur',
    'les tableaux pour un tableur en français : titres, virgule décimale, pourcentages, dates JJ/MM/AAAA',
  ],
  ['À côté de lui', 'les mêmes pour un programme : noms de colonnes, point décimal, parts de 1, dates AAAA-MM-JJ'],
  ['', ''],
]

function* summary(tables: readonly Table[]): Iterable<string> {
  yield csvLine(['fichier', 'titre', 'lignes', 'colonne', 'total'])
  for (const { id, titre, nombre, totaux } of tables) {
    const start = [`${id}.csv`, titre, String(nombre)]
    const sums = Object.entries(totaux)
    if (sums.length === 0) yield csvLine([...start, '', ''])
    for (const [column, sum] of sums) yield csvLine([...start, column, String(sum)])
  }
}

export function* plainCsv({ colonnes, lignes }: Pick<Table, 'colonnes' | 'lignes'>): Iterable<string> {
  yield csvLine(colonnes.map(({ id }) => id))
  for (const ligne of lignes) yield csvLine(ligne.map((cell, i) => plain(cell, colonnes[i]?.genre)))
}

const plain = (cell: Cellule, genre?: Genre): string => {
  if (cell === null) return ''
  if (typeof cell === 'object') return cell.masque
  return genre === 'duree' && typeof cell === 'number' ? duree(cell) : String(cell)
}

export function* spreadsheetCsv({ colonnes, lignes }: Pick<Table, 'colonnes' | 'lignes'>): Iterable<string> {
  yield BOM + csvLine(colonnes.map(titleWithUnit))
  for (const ligne of lignes) yield csvLine(ligne.map((cell, i) => localised(cell, colonnes[i]?.genre)))
}

const isPercent = (genre?: Genre): boolean => genre === 'part' || genre === 'evolution'
const titleWithUnit = ({ titre, genre }: Colonne): string => (isPercent(genre) ? `${titre} (%)` : titre)

const percent = (cell: number, genre?: Genre): string =>
  genre === 'part' && isNearly(cell) ? String(Number((cell * 100).toFixed(7))) : (cell * 100).toFixed(1)

const localised = (cell: Cellule, genre?: Genre): string => {
  if (typeof cell === 'number' && genre !== 'duree') {
    if (genre === 'oui') return cell === 1 ? 'oui' : 'non'
    return (isPercent(genre) ? percent(cell, genre) : String(cell)).replace('.', ',')
  }
  if (typeof cell === 'string' && genre === 'date') return jourCourt(cell)
  const text = plain(cell, genre)
  // A name that a spreadsheet would take for a formula.
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}
