// How what was rebuilt takes the place of what was there.
import { type Store, select } from '../schema/store.ts'

/**
 * Puts what was made aside in the place of a partition, whole. `partition` is written as SQL; `where` tells its rows, when others
 * are made beside. One that has nothing any more is moved aside: the store refuses to replace one by an empty one, and a
 * statement that would not name the workshop of whoever sends it could still come once another process has taken over.
 */
export const swap = async (
  store: Store,
  table: string,
  from: string,
  partition: string,
  where = '1',
): Promise<void> => {
  const [row] = await select<{ n: number | string }>(store, `SELECT count() AS n FROM ${from} WHERE ${where}`)
  const change =
    Number(row?.n) === 0
      ? `MOVE PARTITION ${partition} TO TABLE ${from}`
      : `REPLACE PARTITION ${partition} FROM ${from}`
  await store.command({ query: `ALTER TABLE ${table} ${change}` })
}

/** In SQL, an instant that is after all those of that column: now, unless the clock went back or stood still. */
export const later = (table: string, column: string, now: number): string =>
  `greatest(fromUnixTimestamp64Milli(${now}), (SELECT max(${column}) FROM ${table}) + toIntervalMillisecond(1))`
