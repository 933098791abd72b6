// Judges again, by today's rules and reference data, what the log still holds of some days of reception: removes what
// those requests had produced and inserts them anew under a generation of its own. Killed midway, it starts again.
import type { MarkerLog } from '../log/log.ts'
import { addDays, parisDay } from '../schema/clock.ts'
import { Unusable } from '../schema/folder.ts'
import type { Directory, RawRequest } from '../schema/marker.ts'
import { type Store, select } from '../schema/store.ts'
import { BATCH_MARKERS, processBatch } from './process.ts'

export type ReplayedDays = { du: string; au: string }

const markersOf = (requests: readonly RawRequest[]) => requests.reduce((sum, { markers }) => sum + markers.length, 0)

/** Throws `Unusable` when it could not be judged again: the log no longer holds it all, or markers of its days are purged. */
export const assertReplayable = async (
  store: Store,
  log: MarkerLog,
  { du, au }: ReplayedDays,
  now: number,
): Promise<void> => {
  if (log.shared) await assertOver(log, { du, au }, now)
  const judged = await countJudged(store, du, au)
  const kept = await countKept(log, du, au)
  if (kept < judged)
    throw new Unusable(
      `Le journal ne garde plus que ${kept} des ${judged} marqueurs reçus du ${du} au ${au} : rejouez des jours plus récents.`,
    )
  const purged = await countPurged(store, du, au)
  if (purged > 0)
    throw new Unusable(
      `${purged} marqueurs comptés, reçus du ${du} au ${au}, sont de jours effacés, dont les chiffres ne changent plus : rejouez d'autres jours.`,
    )
}

/** To be run while no batch is under way. Returns the markers judged. */
export const replay = async (
  store: Store,
  log: MarkerLog,
  directory: Directory,
  { du, au }: ReplayedDays,
  generation: number,
): Promise<number> => {
  await remove(store, du, au)
  let part = 0
  let count = 0
  for await (const requests of batchesOf(log, du, au)) {
    part += 1
    count += markersOf(requests)
    await processBatch({ requests, position: `rejeu-${generation}-${part}` }, store, directory, generation)
  }
  return count
}

/** Whatever else is taken meanwhile, by another process, is of other days. */
const assertOver = async (log: MarkerLog, { du, au }: ReplayedDays, now: number): Promise<void> => {
  if (au >= parisDay(now))
    throw new Unusable(`Plusieurs traitements comptent ce qui arrive aujourd'hui : rejouez jusqu'à la veille au plus.`)
  for await (const requests of log.scan('pending'))
    if (requests.some(({ recu }) => parisDay(recu) >= du && parisDay(recu) <= au))
      throw new Unusable(
        `Des marqueurs reçus du ${du} au ${au} ne sont pas encore comptés : relancez quand ils le seront.`,
      )
}

const countJudged = async (store: Store, du: string, au: string): Promise<number> => {
  const query = 'SELECT toString(sum(n)) AS n FROM recu WHERE recu BETWEEN {du:Date} AND {au:Date}'
  const [row] = await select<{ n: string }>(store, query, { du, au })
  return Number(row?.n ?? 0)
}

const countPurged = async (store: Store, du: string, au: string): Promise<number> => {
  const query = `SELECT toString(sum(n)) AS n FROM recu
    WHERE recu BETWEEN {du:Date} AND {au:Date} AND verdict = 'compte' AND jour IN (SELECT jour FROM purge)`
  const [row] = await select<{ n: string }>(store, query, { du, au })
  return Number(row?.n ?? 0)
}

const countKept = async (log: MarkerLog, du: string, au: string): Promise<number> => {
  let count = 0
  for await (const requests of batchesOf(log, du, au)) count += markersOf(requests)
  return count
}

/** What was counted and received on those days, in batches; what is not counted yet will be judged in its turn. */
async function* batchesOf(log: MarkerLog, du: string, au: string): AsyncIterable<RawRequest[]> {
  let batch: RawRequest[] = []
  for await (const requests of log.scan('counted')) {
    batch.push(...requests.filter(({ recu }) => parisDay(recu) >= du && parisDay(recu) <= au))
    if (markersOf(batch) >= BATCH_MARKERS) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

/** A marker is at most 48 h older than its reception, and a local day may be one ahead of that of Paris. */
const remove = async (store: Store, du: string, au: string): Promise<void> => {
  const days = { du, au, depuis: addDays(du, -3), jusqua: addDays(au, 1) }
  await store.command({
    query: `ALTER TABLE marker DELETE WHERE jour BETWEEN {depuis:Date} AND {jusqua:Date}
      AND toDate(toDateTime(t + toIntervalMillisecond(age), 'UTC'), 'Europe/Paris') BETWEEN {du:Date} AND {au:Date} SETTINGS mutations_sync = 2`,
    query_params: days,
  })
  await store.command({
    query: 'ALTER TABLE recu DELETE WHERE recu BETWEEN {du:Date} AND {au:Date} SETTINGS mutations_sync = 2',
    query_params: days,
  })
}
