// `mesure import opendata`: the weekly files that the ministry publishes, any of the four sets, as the years before our own
// measure. Promises: read line by line, whatever their size; a second import changes nothing; each refused line says why.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { parse } from 'csv-parse'
import { mondayOf } from '../../schema/clock.ts'
import { Unusable } from '../../schema/folder.ts'
import { type Group, OPENDATA, OPENDATA_SETS, type OpendataFile, type OpendataSet } from '../../schema/opendata.ts'
import { insertLines, type Store } from '../../schema/store.ts'
import { isUaiShaped, normaliseUai } from '../../schema/vocabulary.ts'
import type { Output } from '../control.ts'

/** Rows of one insert: some tens of megabytes at most are in memory. */
const CHUNK = 100_000

/**
 * `report` gets each refused line, then the counts of each file. Throws `Unusable` on a file that is none of the four.
 * A national year is some hundreds of megabytes: `progress` tells how many were read, of all the files.
 */
export const importOpendata = async (
  store: Store,
  files: readonly string[],
  now: number,
  report: (line: string) => void,
  progress: Output['progress'] = () => {},
): Promise<void> => {
  const importe = new Date(now).toISOString().slice(0, -1)
  // One that can't be read says why when its turn comes.
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  const megabytes = (bytes: number) => Math.ceil(bytes / 1e6)
  const of = megabytes(sizes.reduce((sum, size) => sum + size, 0))
  let before = 0
  for (const [n, file] of files.entries()) {
    let header: Header | null = null
    let lines: string[] = []
    let [weeks, refused] = [0, 0]
    const { records, bytesRead } = openFile(file)
    const flush = async () => {
      if (lines.length > 0)
        await insertLines(store, 'semaine_publiee', COLUMNS, lines.map((line) => `${line}\t${importe}\n`).join(''))
      lines = []
      progress({ done: megabytes(before + bytesRead()), of, doing: 'Mo lus' })
    }
    for await (const { record, info } of records) {
      if (header === null) {
        header = headerOf(record, file)
        continue
      }
      const read = readSchoolWeek(record, header)
      if (typeof read === 'string') {
        refused++
        report(`${file}, ligne ${info.lines} : ${read}`)
        continue
      }
      weeks++
      lines.push(...read)
      if (lines.length >= CHUNK) await flush()
    }
    if (header === null)
      throw new Unusable(`${file} est vide : il faut un fichier hebdomadaire du ministère, au format CSV.`)
    await flush()
    before += sizes[n] as number
    report(`Historique, ${header.set} (${file}) : ${weeks} semaines d'établissement importées, ${refused} refus.`)
  }
}
const COLUMNS = 'semaine, uai, dimension, code, visites, utilisateurs, duree_moyenne, importe'

/** What is read is codes, days and numbers: a file in Windows-1252 or UTF-8 is the same to the letter. */
const openFile = (file: string) => {
  const options = {
    delimiter: ';',
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    encoding: 'latin1',
    info: true,
  } as const
  const stream = createReadStream(file)
  const parser = stream.pipe(parse(options))
  stream.on('error', (error) => parser.destroy(error))
  const read = async function* (): AsyncGenerator<{ record: string[]; info: { lines: number } }> {
    try {
      yield* parser
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      throw new Unusable(
        `Le fichier ${file} ne se lit pas (${code ?? message}). Vérifiez son chemin, ses droits et son format (CSV, « ; »).`,
      )
    }
  }
  return { records: read(), bytesRead: () => stream.bytesRead }
}

type Header = {
  set: OpendataSet
  semaine: number
  uai: number
  groups: { group: Group; at: readonly [number, number, number] }[]
}

/** The set whose every group has its three columns. Case is the ministry's, which changes. */
const headerOf = (record: readonly string[], file: string): Header => {
  const names = record.map((name) =>
    name
      .replace(/^\u00ef\u00bb\u00bf/, '')
      .trim()
      .toLowerCase(),
  )
  const at = (column: string) => names.indexOf(column.toLowerCase())
  const [semaine, uai] = [at('debutSemaine'), at('UAI')]
  for (const set of OPENDATA_SETS) {
    const groups = (OPENDATA[set] as OpendataFile).groups.map((group) => ({
      group,
      at: [at(group.columns[0]), at(group.columns[1]), at(group.columns[2])] as const,
    }))
    if (semaine >= 0 && uai >= 0 && groups.every((one) => one.at.every((place) => place >= 0)))
      return { set, semaine, uai, groups }
  }
  throw new Unusable(
    `${file} n'est pas un fichier hebdomadaire du ministère : il faut debutSemaine, UAI et les colonnes d'un des jeux ${OPENDATA_SETS.join(', ')}, séparées par « ; ».`,
  )
}

/** A line a group with a visit, or why the school's week is refused. */
const readSchoolWeek = (record: readonly string[], { semaine, uai, groups }: Header): string[] | string => {
  const code = normaliseUai(record[uai] ?? '')
  if (!isUaiShaped(code)) return `l'UAI « ${record[uai] ?? ''} » n'a pas la forme d'un UAI`
  const monday = dayOf(record[semaine] ?? '')
  if (monday === null || mondayOf(monday) !== monday)
    return `debutSemaine « ${record[semaine] ?? ''} » n'est pas un lundi, comme 2024-09-02`
  const lines: string[] = []
  for (const { group, at } of groups) {
    const [visites, utilisateurs, duree] = at.map((place) => (record[place] ?? '').trim()) as [string, string, string]
    const seconds = /^(\d+):([0-5]\d):([0-5]\d)$/.exec(duree === '' ? '00:00:00' : duree)
    if (!/^\d{0,12}$/.test(visites) || !/^\d{0,12}$/.test(utilisateurs) || seconds === null)
      return `${group.columns[0]} « ${visites} », « ${utilisateurs} », « ${duree} » : il faut deux nombres entiers et une durée HH:MM:SS`
    if (Number(visites) === 0) continue
    const mean = Number(seconds[1]) * 3600 + Number(seconds[2]) * 60 + Number(seconds[3])
    lines.push([monday, code, group.dimension, group.code, visites, utilisateurs || '0', mean].join('\t'))
  }
  return lines
}

/** `2024-09-02`, or `02/09/2024` as spreadsheets write it again. */
const dayOf = (text: string): string | null => {
  const [, d, m, y] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text.trim()) ?? []
  const day = y === undefined ? text.trim().slice(0, 10) : `${y}-${m}-${d}`
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : null
}
