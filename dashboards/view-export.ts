// Any published view, within a scope, as a file for a spreadsheet or a program: the rows of the view and nothing else, so
// hidden cells are as hidden as on the pages.
import type { Readable } from 'node:stream'
import { z } from 'zod'
import { Unusable } from '../schema/folder.ts'
import type { Store } from '../schema/store.ts'
import { PORTEE } from '../schema/views.ts'
import { csvLine } from './csv.ts'
import type { Cellule, Genre } from './rapport/model.ts'
import { writeXlsx } from './rapport/xlsx.ts'
import { type ViewFormat, VUES } from './words.ts'

const code = z.string().max(200).default('')
/** What a person may ask of a view; empty stands for all. */
export const viewScope = z.strictObject({
  genre: z.enum(['jour', 'semaine', 'mois', 'annee']),
  du: z.iso.date(),
  au: z.iso.date(),
  code_academie: code,
  code_departement: code,
  circonscription: code,
  code_commune: code,
  uai: code,
  projet: code,
  degre: z.enum(['', '1', '2']).default(''),
  secteur: z.enum(['', 'PU', 'PR']).default(''),
} satisfies Record<keyof typeof PORTEE, z.ZodType>)
export type ViewScope = z.infer<typeof viewScope>

/** The file, in pieces. `vue` is one of VUES. */
export const exportView = (
  store: Store,
  vue: string,
  scope: ViewScope,
  format: ViewFormat,
): AsyncIterable<string | Uint8Array> => {
  if (!VUES.includes(vue as (typeof VUES)[number]))
    throw new Unusable(`« mesure export » connaît opendata et ${VUES.join(', ')} ; pas « ${vue} ».`)
  if (format === 'parquet') return parquet(store, vue, scope)
  return format === 'csv' ? csv(store, vue, scope) : xlsx(store, vue, scope)
}

const ARGUMENTS = Object.entries(PORTEE).map(([name, type]) => `${name} = {${name}:${type}}`)
const queryOf = (vue: string): string => `SELECT * FROM ${vue}(${ARGUMENTS.join(', ')}) ORDER BY ALL`

async function* parquet(store: Store, vue: string, scope: ViewScope): AsyncIterable<Uint8Array> {
  const { stream } = await store.exec({ query: `${queryOf(vue)} FORMAT Parquet`, query_params: scope })
  for await (const piece of stream) yield piece as Uint8Array
}

type Value = string | number | null | Value[]
type Rows = { names: string[]; types: string[]; rows: AsyncIterable<Value[]> }

/** The columns of a view, then its rows as they come. */
const read = async (store: Store, vue: string, scope: ViewScope): Promise<Rows> => {
  const format = 'JSONCompactEachRowWithNamesAndTypes'
  const result = await store.query({ query: queryOf(vue), query_params: scope, format })
  const lines = linesOf(result.stream())
  const names = (await lines.next()).value as string[]
  const types = (await lines.next()).value as string[]
  return { names, types, rows: lines }
}

async function* linesOf(stream: Readable): AsyncGenerator<Value[]> {
  for await (const rows of stream) for (const row of rows as { json(): Value[] }[]) yield row.json()
}

async function* csv(store: Store, vue: string, scope: ViewScope): AsyncIterable<string> {
  const { names, rows } = await read(store, vue, scope)
  yield csvLine(names)
  for await (const row of rows) yield csvLine(row.map(plain))
}

const plain = (value: Value): string => (Array.isArray(value) ? value.map(plain).join(' ') : String(value ?? ''))

/** Rows of a sheet, its header aside. */
const LONGEST_SHEET = 2 ** 20 - 1

async function* xlsx(store: Store, vue: string, scope: ViewScope): AsyncIterable<Uint8Array> {
  const { names, types, rows } = await read(store, vue, scope)
  const colonnes = names.map((name, i) => ({ titre: name, genre: genreOf(name, types[i] ?? '') }))
  const largeurs = names.map((name) => Math.max(12, name.length + 3))
  const sheet = { nom: vue, colonnes, lignes: bounded(rows), largeurs, filtre: true }
  yield* writeXlsx([sheet], vue, null)
}

async function* bounded(rows: AsyncIterable<Value[]>): AsyncIterable<Cellule[]> {
  let count = 0
  for await (const row of rows) {
    count += 1
    if (count > LONGEST_SHEET)
      throw new Unusable('Un classeur n’a pas tant de lignes : réduisez le périmètre, ou donnez --format csv.')
    yield row.map((value) => (Array.isArray(value) ? plain(value) : value))
  }
}

/** How a column of the views is shown: they are named by what they hold. */
const genreOf = (name: string, type: string): Genre => {
  if (/\bDate\b/.test(type)) return 'date'
  if (name.startsWith('duree')) return 'duree'
  if (/\bFloat/.test(type)) return /^(part|taux)/.test(name) ? 'part' : 'decimal'
  return /\bU?Int/.test(type) && !type.startsWith('Array') ? 'entier' : 'texte'
}
