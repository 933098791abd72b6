// The report as a workbook: « Lisez-moi » first, then a sheet a table with every row and column.
import { ecrit } from './french.ts'
import type { Rapport, Table } from './model.ts'
import { readMe } from './read-me.ts'
import { type Feuille, widthOf, writeXlsx } from './xlsx.ts'

/** In characters; a longer text wraps. */
const WIDEST = 46
/** Of « Lisez-moi »: what a thing is called, what is said of it. */
const FIRST = [48, 110] as const
/** No line ends with an opening quote, nor begins with a sign that a space precedes. */
const unbroken = (text: string): string => text.replace(/(?<=«) | (?=[»:;?!%])/g, '\u00a0')
const isSentence = ([left, right]: readonly [string, string]): boolean => right === '' && left.length > FIRST[0]

/** Rows enough to know how wide a column is. */
const SAMPLED = 400

export const reportXlsx = (rapport: Rapport): AsyncIterable<Uint8Array> => {
  const first: Feuille = {
    nom: 'Lisez-moi',
    colonnes: [
      { titre: 'Lisez-moi', genre: 'texte' },
      { titre: '', genre: 'texte' },
    ],
    lignes: readMe(rapport).map((ligne) => (isSentence(ligne) ? ['', ligne[0]] : ligne).map(unbroken)),
    largeurs: FIRST,
    filtre: false,
  }
  const sheets = rapport.tables.map((table) => ({
    ...table,
    nom: table.titre,
    largeurs: widthsOf(table),
    filtre: true,
  }))
  return writeXlsx([first, ...sheets], `${rapport.titre}, ${rapport.territoire}`, rapport.chiffres)
}

const widthsOf = ({ colonnes, lignes }: Table): number[] =>
  colonnes.map(({ titre, genre }, column) => {
    const longest = lignes
      .slice(0, SAMPLED)
      .reduce((most, ligne) => Math.max(most, widthOf(ecrit(ligne[column] ?? null, genre))), 0)
    // One more for what a text stands in; of a title, two more for the arrow of the filter.
    return Math.min(WIDEST, Math.max(longest + 3, Math.min(titre.length, 16) + 4))
  })
