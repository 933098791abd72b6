// The embedded store notes the token of an insert just before it keeps its rows. Killed between the two, it would take the
// insert that comes again for a copy, and lose it; so a note without its rows is taken back before anything is inserted.
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'

type Table = { name: string; folder: string; parts: string[] }

/** What a part's name says: its partition, and the first and last of the inserts that it is made of. */
const PART = /^(.+)_(\d+)_(\d+)_\d+(?:_\d+)?$/

/**
 * A table whose making met a full disk leaves a definition of no bytes, with which the store does not open any more. It has no
 * rows: whoever asked for it was refused. To be run before the store is opened, by the one process that is to hold it.
 */
export const forgetUnmade = (path: string, database: string): void => {
  const folder = join(path, 'metadata', database)
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder))
    if (name.endsWith('.sql') && statSync(join(folder, name)).size === 0) rmSync(join(folder, name))
}

/** To be run by the one process that holds the store. */
export const forgetInterrupted = async (store: ClickHouseClient): Promise<void> => {
  const found = await store.query({ query: TABLES, format: 'JSONEachRow' })
  for (const { name, folder, parts } of await found.json<Table>()) {
    const file = lastLog(join(folder, 'deduplication_logs'))
    if (file === null) continue
    const notes = readFileSync(file, 'utf8').split('\n').filter(Boolean)
    const [operation, part = ''] = notes.at(-1)?.split('\t') ?? []
    if (operation !== ADDED || parts.some((other) => covers(other, part))) continue
    await store.command({ query: `DETACH TABLE ${name} SYNC` })
    writeFileSync(
      file,
      notes
        .slice(0, -1)
        .map((note) => `${note}\n`)
        .join(''),
      { flush: true },
    )
    await store.command({ query: `ATTACH TABLE ${name}` })
  }
}

const ADDED = '1'
const TABLES = `SELECT t.name AS name, any(t.data_paths[1]) AS folder, groupArrayIf(p.name, p.name != '') AS parts
  FROM system.tables AS t LEFT JOIN (SELECT table, name FROM system.parts WHERE active AND database = currentDatabase()) AS p ON p.table = t.name
  WHERE t.database = currentDatabase() AND t.engine LIKE '%MergeTree' GROUP BY name`

/** One insert is noted at a time, so only the last note of the last file can lack its rows. */
const lastLog = (folder: string): string | null => {
  if (!existsSync(folder)) return null
  const number = (name: string) => Number(/\d+/.exec(name)?.[0] ?? 0)
  const names = readdirSync(folder).sort((a, b) => number(b) - number(a))
  const written = names.find((name) => readFileSync(join(folder, name)).length > 0)
  return written === undefined ? null : join(folder, written)
}

const covers = (other: string, part: string): boolean => {
  const [, partition, first, last] = PART.exec(part) ?? []
  const [, itsPartition, itsFirst, itsLast] = PART.exec(other) ?? []
  return partition === itsPartition && Number(itsFirst) <= Number(first) && Number(last) <= Number(itsLast)
}
