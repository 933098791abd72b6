// Exports the four weekly files of the ministry (`;`, UTF-8, RFC 4180): exact, complete, small cells not hidden.
import { localTime, mondayOf } from '../schema/clock.ts'
import { OPENDATA, type OpendataFile, type OpendataSet, opendataColumns } from '../schema/opendata.ts'
import { type Store, select } from '../schema/store.ts'
import { FUSEAUX, type Fuseau } from '../schema/vocabulary.ts'
import { csvLine } from './csv.ts'

type Context = { fuseau: Fuseau; columns: Record<string, string> }
/** Visits, users and mean duration of a group. */
type Figures = readonly [visites: number, utilisateurs: number, duree: number]
type SchoolWeek = { uai: string; groupes: Map<string, Figures> }

export type OpendataQuestion = {
  set: OpendataSet
  /** Weeks whose Monday is from `du` to `au` (`YYYY-MM-DD`). */
  du: string
  au: string
  /** Also the week that is not over at the school. */
  provisoire: boolean
  now: number
  progress?: (step: { done: number; of: number; doing: string }) => void
}

/** Schools that are written at once. */
const SCHOOLS_A_PIECE = 500

/** The file, in pieces, sorted by week and UAI: no more than a week of it is ever held. */
export async function* exportOpendata(store: Store, question: OpendataQuestion): AsyncIterable<string> {
  const { set, du, au, provisoire, now, progress } = question
  const file: OpendataFile = OPENDATA[set]
  yield csvLine(opendataColumns(set))
  const contexts = await readContexts(store)
  const mondays = new Map(FUSEAUX.map((fuseau) => [fuseau, mondayOf(localTime(now, fuseau).jour)]))
  const weeks = await readWeeks(store, du, au)
  for (const [done, semaine] of weeks.entries()) {
    progress?.({ done, of: weeks.length, doing: 'semaines écrites' })
    let piece: string[] = []
    for await (const { uai, groupes } of readWeek(store, file, semaine)) {
      const context = contexts.get(uai)
      if (context === undefined || (!provisoire && semaine >= (mondays.get(context.fuseau) ?? ''))) continue
      if (piece.push(csvLine(fieldsOf(file, semaine, uai, context.columns, groupes))) < SCHOOLS_A_PIECE) continue
      yield piece.join('')
      piece = []
    }
    yield piece.join('')
  }
}

const readWeeks = async (store: Store, du: string, au: string): Promise<string[]> => {
  const weeks = await select<{ debut: string }>(
    store,
    `SELECT DISTINCT debut FROM ecole_periode WHERE genre = 'semaine' AND debut BETWEEN {du:Date} AND {au:Date} ORDER BY debut`,
    { du, au },
  )
  return weeks.map(({ debut }) => debut)
}

const readContexts = async (store: Store): Promise<Map<string, Context>> => {
  const rows = await select<Record<string, string>>(
    store,
    `SELECT uai, academie AS "académie", commune, departement AS "département", region AS "région",
       ministere AS "ministère", circonscription, nature_uai, secteur, fuseau FROM ecole`,
  )
  return new Map(
    rows.map((columns) => [columns.uai ?? '', { columns, fuseau: FUSEAUX[Number(columns.fuseau) - 1] as Fuseau }]),
  )
}

type Row = [
  uai: string,
  dimension: string,
  codes: string[],
  visites: number[],
  utilisateurs: number[],
  durees: number[],
]

/** Each school with a visit in the week, by UAI; of its groups, those of the file. */
async function* readWeek(store: Store, file: OpendataFile, semaine: string): AsyncIterable<SchoolWeek> {
  const dimensions = ['total', ...new Set(file.groups.map(({ dimension }) => dimension))]
  const result = await store.query({
    query: `SELECT uai, dimension, codes, visites, utilisateurs, durees_moyennes FROM groupe_semaine(semaine = {semaine:Date})
      WHERE dimension IN {dimensions:Array(String)} ORDER BY uai`,
    query_params: { semaine, dimensions },
    format: 'JSONCompactEachRow',
  })
  let school: SchoolWeek = { uai: '', groupes: new Map() }
  for await (const rows of result.stream())
    for (const row of rows as { json(): Row }[]) {
      const [uai, dimension, codes, visites, utilisateurs, durees] = row.json()
      if (school.uai !== uai) {
        if (school.uai !== '') yield school
        school = { uai, groupes: new Map() }
      }
      for (const [i, code] of codes.entries())
        if ((visites[i] ?? 0) > 0)
          school.groupes.set(`${dimension} ${code}`, [visites[i] ?? 0, utilisateurs[i] ?? 0, durees[i] ?? 0])
    }
  if (school.uai !== '') yield school
}

const NO_VISIT = ['0', '0', '00:00:00']

const fieldsOf = (
  file: OpendataFile,
  semaine: string,
  uai: string,
  context: Record<string, string>,
  groupes: ReadonlyMap<string, Figures>,
): string[] => {
  const contextField = (column: string) =>
    column === 'debutSemaine' ? semaine : column === 'UAI' ? uai : (context[column] ?? '')
  const groups = file.groups.flatMap(({ dimension, code }) => {
    const figures = groupes.get(`${dimension} ${code}`)
    return figures === undefined ? NO_VISIT : [String(figures[0]), String(figures[1]), formatDuration(figures[2])]
  })
  return [...file.before.map(contextField), ...groups, ...file.after.map(contextField)]
}

/** `HH:MM:SS`; hours may pass 24. */
export const formatDuration = (seconds: number): string =>
  [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
