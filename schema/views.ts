// The indicators: what each view is made by, in the order in which to make them.
import { createHash } from 'node:crypto'
import { readSql, sqlFiles } from './sql.ts'

/** The arguments of a published view, in their order; an empty text stands for all. */
export const PORTEE = {
  genre: 'String',
  du: 'Date',
  au: 'Date',
  code_academie: 'String',
  code_departement: 'String',
  circonscription: 'String',
  code_commune: 'String',
  uai: 'String',
  projet: 'String',
  degre: 'String',
  secteur: 'String',
} as const

/** The scope that leaves out nothing; its days and its kind of period are still to be given. */
export const PARTOUT: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(PORTEE).map((name) => [name, '']),
)

let version: string | null = null
/** Changes with any definition of a figure: eight digits of the hash of all the views. */
export const definitionsVersion = (): string => {
  version ??= createHash('sha256').update(indicators().join('\n')).digest('hex').slice(0, 8)
  return version
}

let files: Map<string, string> | null = null
const readFiles = (): Map<string, string> => {
  files ??= new Map(
    sqlFiles('indicators').map((file) => [file.slice(0, -'.sql'.length), readSql(`indicators/${file}`)]),
  )
  return files
}

export const viewNames = (): string[] => [...readFiles().keys()]

/**
 * What each view is made by. `view(@portee)` in their files passes the arguments on, `view(@avant)` the same from more than a
 * year before, for what is compared, `view(@comparees)` of the first days in `alignees.2` alone, `view(@ouverts)` of
 * the days in `ouverts`; `view(@portee, argument = 'text')`
 * sets one more; `view(argument = 'text', …)` sets them all. Its text is put in its place, as that of a view without arguments: the engine analyses a view that has
 * arguments twice, so each level of nesting would double the time before the first row is read, and any other once more than
 * what is written. `instead`: tables that are read in the place of views, by their names.
 */
const expand = (query: string, instead: Readonly<Record<string, string>> = {}): string =>
  query
    .replace(PLAIN, (same, word: string, name: string, alias = name) => {
      const file = readFiles().get(name)
      return file === undefined || /[@{]/.test(file)
        ? same
        : `${word} (\n${expand(selectOf(file), instead)}) AS ${alias}`
    })
    .replace(
      /\b(\w+)\(@(portee|avant|comparees|ouverts)(?:, (\w+) = ('\w*'))?\)/g,
      (_, name: string, from: string, argument?: string, text?: string) => {
        if (instead[name] !== undefined) return instead[name]
        const query = selectOf(readFiles().get(name) as string)
        const inner = expand(query, instead).replaceAll(`{${argument}:String}`, text ?? '')
        return `(\n${(SHIFTED[from] ?? ((text) => text))(inner)})`
      },
    )
    .replace(GIVEN, (same, name: string, given: string) => {
      const file = readFiles().get(name)
      if (file === undefined) return same
      const inner = expand(selectOf(file), instead)
      return `(\n${[...given.matchAll(/(\w+) = ('[^']*')/g)].reduce(
        (text, [, argument, value]) =>
          text.replace(new RegExp(`\\{${argument}:(\\w+)\\}`, 'g'), (_, type) => `CAST(${value}, '${type}')`),
        inner,
      )})`
    })
/** A view, and all its arguments. */
const GIVEN = /\b(\w+)\((\w+ = '[^']*'(?:, \w+ = '[^']*')*)\)/g
/** A view without arguments, or a table, and what it is called there. */
const PLAIN = /\b(FROM|JOIN) (\w+)\b(?!\()(?: AS (\w+))?/g

const readViews = (): Map<string, string> => new Map([...readFiles()].map(([name, query]) => [name, expand(query)]))

/** Of the year before, what a period may be compared to: up to a month older, or a year, give or take 36 days. */
const before = (query: string): string =>
  query.replace(/(\w+) BETWEEN \{du:Date\} AND \{au:Date\}|\{du:Date\}/g, (_, column?: string) =>
    column === undefined
      ? YEAR_BEFORE
      : `(${column} BETWEEN ${YEAR_BEFORE} AND {au:Date} AND ${column} NOT BETWEEN {au:Date} - 327 AND {du:Date} - 32)`,
  )
const YEAR_BEFORE = '({du:Date} - 400)'

/** Dates that are not the first days of periods stay as they are. */
const compared = (query: string): string =>
  query.replace(/(\w+) BETWEEN \{du:Date\} AND \{au:Date\}/g, 'has(alignees.2, $1)')

const open = (query: string): string =>
  query
    .replace(/(\w+) BETWEEN \{du:Date\} AND \{au:Date\}/g, '$& AND has(ouverts, $1)')
    .replaceAll('{du:Date}', 'arrayMin(ouverts)')
    .replaceAll('{au:Date}', 'arrayMax(ouverts)')

const SHIFTED: Readonly<Record<string, (query: string) => string>> = {
  avant: before,
  comparees: compared,
  ouverts: open,
}

const selectOf = (query: string): string => query.slice(query.indexOf(' AS\n') + 4)

/** The query of a view that reads tables in the place of other views, by name: what is made aside is read as what is kept. */
export const viewTextFrom = (name: string, instead: Readonly<Record<string, string>>): string =>
  selectOf(expand(readFiles().get(name) as string, instead))

let texts: Map<string, string> | null = null
/** The query of a view, for whoever asks many: analysed once, where the view itself is twice. */
export const viewText = (name: string): string => {
  texts ??= readViews()
  return selectOf(texts.get(name) as string)
}

/** The views, each after those it reads. */
export const indicators = (): string[] => {
  const views = readViews()
  const ordered = new Set<string>()
  const place = (name: string, query: string) => {
    views.delete(name)
    for (const [other, of] of views) if (new RegExp(`\\b(FROM|JOIN)\\s+${other}\\b`).test(query)) place(other, of)
    ordered.add(query)
  }
  for (const [name, query] of views) place(name, query)
  return [...ordered]
}
