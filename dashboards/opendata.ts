// Exports the four weekly files of the ministry (`;`, UTF-8, RFC 4180): exact, complete, small cells not hidden.

import { localTime, mondayOf } from '../schema/clock.ts'
import { OPENDATA, type OpendataFile, type OpendataSet, opendataColumns } from '../schema/opendata.ts'
import { type Store, select } from '../schema/store.ts'
import { FUSEAUX } from '../schema/vocabulary.ts'
import { csvLine } from './csv.ts'

type Context = Record<string, string> & { uai: string }
type Figures = { code: string; visites: string; utilisateurs: string; duree_moyenne: string }
type SchoolWeek = { uai: string; groupes: Figures[] }

export type OpendataQuestion = {
  set: OpendataSet
  /** Weeks whose Monday is from `du` to `au` (`YYYY-MM-DD`). */
  du: string
  au: string
  /** Also the week that is not over at the school. */
  provisoire: boolean
  now: number
}

/** The file, in pieces: the header, then a piece a week, sorted by week and UAI. */
export async function* exportOpendata(store: Store, question: OpendataQuestion): AsyncIterable<string> {
  const { set, du, au } = question
  const file: OpendataFile = OPENDATA[set]
  yield csvLine(opendataColumns(set))
  const contexts = await readContexts(store)
  const weeks = await select<{ semaine: string }>(
    store,
    'SELECT DISTINCT semaine FROM groupe_semaine WHERE semaine BETWEEN {du:Date} AND {au:Date} ORDER BY semaine',
    { du, au },
  )
  for (const { semaine } of weeks) {
    const schools = await readWeek(store, file, semaine, question)
    yield schools
      .map(({ uai, groupes }) => csvLine(fieldsOf(file, semaine, contexts.get(uai) ?? { uai }, groupes)))
      .join('')
  }
}

const readContexts = async (store: Store): Promise<Map<string, Context>> => {
  const rows = await select<Context>(
    store,
    `SELECT uai, academie AS "académie", commune, departement AS "département", region AS "région",
       ministere AS "ministère", circonscription, nature_uai, secteur FROM ecole`,
  )
  return new Map(rows.map((row) => [row.uai, row]))
}

/** Each school with a visit in the week, whatever its groups; only the groups of the file are read. */
const readWeek = (store: Store, file: OpendataFile, semaine: string, { provisoire, now }: OpendataQuestion) =>
  select<SchoolWeek>(
    store,
    `SELECT uai, groupArrayIf(CAST(tuple(dimension || ' ' || code, toString(visites), toString(utilisateurs), toString(duree_moyenne)),
         'Tuple(code String, visites String, utilisateurs String, duree_moyenne String)'), dimension IN {dimensions:Array(String)}) AS groupes
     FROM groupe_semaine INNER JOIN (SELECT uai, fuseau FROM etablissement FINAL) AS annuaire USING (uai)
     WHERE semaine = {semaine:Date}
       AND ({provisoire:Bool} OR semaine < {lundis:Array(Date)}[annuaire.fuseau])
     GROUP BY uai ORDER BY uai`,
    {
      semaine,
      provisoire,
      dimensions: [...new Set(file.groups.map(({ dimension }) => dimension))],
      lundis: FUSEAUX.map((fuseau) => mondayOf(localTime(now, fuseau).jour)),
    },
  )

const NO_VISIT = ['0', '0', '00:00:00']

const fieldsOf = (file: OpendataFile, semaine: string, context: Context, groupes: readonly Figures[]): string[] => {
  const found = new Map(groupes.map((figures) => [figures.code, figures]))
  const contextField = (column: string) =>
    column === 'debutSemaine' ? semaine : column === 'UAI' ? context.uai : (context[column] ?? '')
  const groups = file.groups.flatMap(({ dimension, code }) => {
    const figures = found.get(`${dimension} ${code}`)
    return figures === undefined
      ? NO_VISIT
      : [figures.visites, figures.utilisateurs, formatDuration(Number(figures.duree_moyenne))]
  })
  return [...file.before.map(contextField), ...groups, ...file.after.map(contextField)]
}

/** `HH:MM:SS`; hours may pass 24. */
export const formatDuration = (seconds: number): string =>
  [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
