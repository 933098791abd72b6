// How what was rebuilt takes the place of what was there.
import { type Store, select } from '../schema/store.ts'

/** The partitions of a table, as SQL writes them, that were made aside in another. */
export type Made = { table: string; from: string; partitions: readonly string[] }

/**
 * Puts what was made aside in the place of partitions, whole. One that has nothing any more is moved aside: the store refuses to
 * replace one by an empty one, and a statement that would not name the workshop of whoever sends it could still come once another
 * process has taken over.
 */
export const swap = async (store: Store, made: readonly Made[]): Promise<void> => {
  const rows = await select<{ name: string; partition: string }>(store, FILLED, {
    tables: made.map(({ from }) => from),
  })
  const filled = new Set(rows.map(({ name, partition }) => `${name} ${plain(partition)}`))
  for (const { table, from, partitions } of made)
    for (const partition of partitions) {
      const change = filled.has(`${from} ${plain(partition)}`)
        ? `REPLACE PARTITION ${partition} FROM ${from}`
        : `MOVE PARTITION ${partition} TO TABLE ${from}`
      await store.command({ query: `ALTER TABLE ${table} ${change}` })
    }
}
const FILLED = `SELECT DISTINCT table AS name, partition FROM system.parts
  WHERE active AND rows > 0 AND database = currentDatabase() AND table IN {tables:Array(String)}`
/** The store writes a date that is the whole of a key without its quotes. */
const plain = (partition: string): string => partition.replaceAll("'", '')

/** In SQL, an instant that is after all those of that column: now, unless the clock went back or stood still. */
export const later = (table: string, column: string, now: number): string =>
  `greatest(fromUnixTimestamp64Milli(${now}), (SELECT max(${column}) FROM ${table}) + toIntervalMillisecond(1))`
