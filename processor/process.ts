// The processor: judge, normalise, insert, commit. It keeps no state: a batch that comes again leads to the same inserts,
// under the same tokens, and the store drops what it has already.
import type { Batch } from '../log/log.ts'
import { localTime, parisDay } from '../schema/clock.ts'
import { type Directory, judge, type RawMarker, type RawRequest } from '../schema/marker.ts'
import { insertLines, type Store } from '../schema/store.ts'
import type { Fuseau, Verdict } from '../schema/vocabulary.ts'
import { MARKER_COLUMNS, normalise } from './normalise.ts'

/** Markers of a batch: enough for the store's inserts to be cheap, few enough for its memory (performance: 2 to 10 k). */
export const BATCH_MARKERS = 10_000
/** A refused marker has no day of its own. */
const NO_DAY = '1970-01-01'

export type Judged = { request: RawRequest; raw: RawMarker; verdict: Verdict; champ: string }

/**
 * One batch of requests into the store, under tokens made of its `position`; its markers by verdict. `generation`: that of the last replay.
 * The caller commits the batch once this resolves.
 */
export const processBatch = async (
  { requests, position }: Pick<Batch, 'requests' | 'position'>,
  store: Store,
  directory: Directory,
  generation: number,
): Promise<ReadonlyMap<Verdict, number>> => {
  const judged = judgeAll(requests, directory)
  const { markers, counts } = normaliseAll(judged, directory, generation)
  await insertMarkers(store, markers, position)
  await insertCounts(store, counts, position)
  const verdicts = new Map<Verdict, number>()
  for (const { verdict } of judged) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
  return verdicts
}

const judgeAll = (requests: readonly RawRequest[], directory: Directory): Judged[] => {
  const jour = (uai: string, t: number) => localTime(t, fuseauOf(directory, uai)).jour
  return requests.flatMap((request) =>
    request.markers.map((raw) => ({ request, raw, ...judge(request, raw, directory, jour) })),
  )
}

const fuseauOf = (directory: Directory, uai: string): Fuseau => directory.ecoles.get(uai)?.fuseau ?? 'Europe/Paris'

/** Lines of accepted markers, and what the ledger is to add, each key being the beginning of its line. */
const normaliseAll = (judged: readonly Judged[], directory: Directory, generation: number) => {
  const markers: string[] = []
  const counts = new Map<string, number>()
  for (const { request, raw, verdict, champ } of judged) {
    const projet = directory.projets.has(request.projet) ? request.projet : '?'
    let place = `${NO_DAY}\tjournee`
    if (verdict === 'compte') {
      const { jour, tranche, line } = normalise(request, raw, fuseauOf(directory, request.uai as string))
      markers.push(line)
      place = `${jour}\t${tranche}`
    }
    const key = `${parisDay(request.recu)}\t${projet}\t${place}\t${verdict}\t${champ}\t${generation}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return { markers, counts }
}

/** A batch of recorded requests may touch a whole year of partitions, so their number is not bounded here. */
const MANY_PARTITIONS = 'max_partitions_per_insert_block = 0'

const insertMarkers = async (store: Store, lines: readonly string[], token: string) => {
  if (lines.length > 0) await insertLines(store, 'marker', MARKER_COLUMNS, lines.join(''), token, MANY_PARTITIONS)
}

const insertCounts = async (store: Store, counts: ReadonlyMap<string, number>, token: string) => {
  const lines = [...counts].map(([key, n]) => `${key}\t${n}\n`).join('')
  await insertLines(store, 'recu', 'recu,projet,jour,tranche,verdict,champ,generation,n', lines, token, MANY_PARTITIONS)
}
