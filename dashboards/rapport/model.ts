// A monthly report, whole, in memory: its tables, its sentences, its charts. The four formats are written from this one
// value and from nothing else, so that they can't disagree. The JSON format is this value as it is.
import { z } from 'zod'
import { isNearly } from '../part.ts'

/** Raised when a reader of the JSON would no longer understand it. */
export const VERSION = 1

/** What a figure is hidden as: « < 5 » by its own smallness, « secret » so that a neighbour can't be found by subtraction. */
export const MASQUES = ['< 5', 'secret'] as const

/**
 * part: a share of 1. evolution: a signed one, of the earlier value. duree: whole seconds. date: YYYY-MM-DD. mois: YYYY-MM.
 * oui: 1 or 0. A cell is null when nobody knows or when there is nothing to say, never for 0.
 */
export const GENRES = ['texte', 'entier', 'decimal', 'part', 'evolution', 'duree', 'date', 'mois', 'oui'] as const
export type Genre = (typeof GENRES)[number]

const cellule = z.union([z.string(), z.number(), z.null(), z.strictObject({ masque: z.enum(MASQUES) })])

const colonne = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  titre: z.string(),
  genre: z.enum(GENRES),
  /** Its values add up, and `totaux` gives the sum. */
  somme: z.boolean(),
  /** Printed in the PDF too; the other formats have every column. */
  imprimee: z.boolean(),
})

const table = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  titre: z.string(),
  /** What a row is (« Un établissement… »), and where its figures come from. */
  definition: z.string(),
  colonnes: z.array(colonne).min(1),
  lignes: z.array(z.array(cellule)),
  nombre: z.int(),
  /** By column that adds up: the sum of what is shown. */
  totaux: z.record(z.string(), z.number()),
})

const plage = z.strictObject({ du: z.iso.date(), au: z.iso.date(), libelle: z.string() })
const graphique = { table: z.string(), titre: z.string(), alternative: z.string() }

const bloc = z.discriminatedUnion('genre', [
  z.strictObject({ genre: z.literal('titre'), texte: z.string() }),
  z.strictObject({ genre: z.literal('texte'), texte: z.string() }),
  z.strictObject({ genre: z.literal('note'), texte: z.string() }),
  z.strictObject({ genre: z.literal('liste'), phrases: z.array(z.string()) }),
  z.strictObject({
    genre: z.literal('chiffres'),
    chiffres: z.array(
      z.strictObject({
        titre: z.string(),
        genre: z.enum(GENRES),
        valeur: z.number().nullable(),
        details: z.array(z.string()),
      }),
    ),
  }),
  z.strictObject({ genre: z.literal('table'), table: z.string() }),
  /** Horizontal bars, one a row. */
  z.strictObject({
    genre: z.literal('barres'),
    ...graphique,
    etiquette: z.string(),
    valeur: z.string(),
    /** A column of 1 and 0: the rows to tell from the others. */
    accent: z.string().nullable(),
  }),
  /** One bar cut in the shares of the rows: `valeur` is a share of 1. */
  z.strictObject({ genre: z.literal('parts'), ...graphique, etiquette: z.string(), valeur: z.string() }),
  /** A point a row, over dates; `plages` are shaded. */
  z.strictObject({
    genre: z.literal('courbe'),
    ...graphique,
    date: z.string(),
    valeur: z.string(),
    plages: z.array(plage),
  }),
  /** Upright bars, one a month. */
  z.strictObject({ genre: z.literal('colonnes'), ...graphique, mois: z.string(), valeur: z.string() }),
])

const revision = z.strictObject({
  revision: z.int(),
  empreinte: z.string(),
  /** Until when what was received is in its figures. */
  chiffres: z.string().nullable(),
  changements: z.array(z.string()),
  causes: z.array(z.string()),
})

export const rapport = z.strictObject({
  format: z.literal(VERSION),
  titre: z.string(),
  mois: z.string().regex(/^\d{4}-\d{2}$/),
  niveau: z.enum(['france', 'academie', 'departement', 'commune', 'projet', 'etablissement']),
  code: z.string(),
  territoire: z.string(),
  /** The month is not closed: its figures will change. */
  provisoire: z.boolean(),
  /** ISO instant: all that was received before it is in the figures. */
  chiffres: z.string().nullable(),
  definitions: z.string(),
  /** Of the figures: SHA-256 of the tables. */
  empreinte: z.string(),
  revision: z.int(),
  /** From the second on: what changed in each, and why. */
  revisions: z.array(revision),
  commande: z.string(),
  sections: z.array(z.strictObject({ id: z.string(), titre: z.string(), blocs: z.array(bloc) })),
  tables: z.array(table),
})

export type Rapport = z.infer<typeof rapport>
export type Table = z.infer<typeof table>
export type Colonne = z.infer<typeof colonne>
export type Cellule = z.infer<typeof cellule>
export type Bloc = z.infer<typeof bloc>
export type Section = Rapport['sections'][number]
export type Revision = z.infer<typeof revision>

/** The published schema of the JSON format. */
export const jsonSchema = () => z.toJSONSchema(rapport)

/** Decimals that tell one such school, or visit, of a nation's. */
const FINER = 9

/** Held as precisely as they are printed, so that every format says the same number to the last digit. */
const DECIMALES: Partial<Record<Genre, number>> = { entier: 0, decimal: 1, part: 3, evolution: 3, duree: 0 }
export const precise = (valeur: number, genre: Genre): number => {
  const decimals = genre === 'part' && isNearly(valeur) ? FINER : DECIMALES[genre]
  // Half up on the absolute value, and no −0.
  return decimals === undefined
    ? valeur
    : (Math.sign(valeur) * Math.round(Math.abs(valeur) * 10 ** decimals)) / 10 ** decimals || 0
}

/** The table and its sums. `annexe`: a column that the PDF leaves out. */
export const tableOf = (
  id: string,
  titre: string,
  definition: string,
  colonnes: readonly (readonly [id: string, titre: string, genre: Genre, ...marques: ('somme' | 'annexe')[]])[],
  rows: Cellule[][],
): Table => {
  const typed = colonnes.map(([id, titre, genre, ...marques]) => ({
    id,
    titre,
    genre,
    somme: marques.includes('somme'),
    imprimee: !marques.includes('annexe'),
  }))
  const lignes = rows.map((row) =>
    row.map((cell, column) => (typeof cell === 'number' ? precise(cell, typed[column]?.genre ?? 'texte') : cell)),
  )
  const sum = (column: number) =>
    lignes.reduce((total, ligne) => total + (typeof ligne[column] === 'number' ? ligne[column] : 0), 0)
  const totaux = Object.fromEntries(typed.flatMap(({ id, somme }, column) => (somme ? [[id, sum(column)]] : [])))
  return { id, titre, definition, colonnes: typed, lignes, nombre: lignes.length, totaux }
}
