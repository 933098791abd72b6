// Reads the partitions of a topic, without consuming them.
import type { RawRequest } from '../../schema/marker.ts'
import { LogUnavailable } from '../log.ts'
import { type Cluster, typeOf } from './cluster.ts'
import { parseMessage } from './request.ts'

export type Bounds = { low: number; high: number }
/** What a group says of a partition: from where it goes on (-1: from nowhere yet), and what it noted beside. */
export type Committed = { offset: number; note: string }
export type Found = { offset: number; value: Buffer | null }
type Fetched = { found: Found[]; next: number; high: number }

/** Some thousands of requests. Of each partition, so much may be kept twice: what is being taken, and what is ahead. */
const FETCH_BYTES = 1024 * 1024
/** More than the markers of a batch take as the door makes them; anything else in a topic must not fill the memory. */
const BATCH_BYTES = 32 * 1024 * 1024
const READ_COMMITTED = 1

export const readBounds = async (cluster: Cluster, topic: string): Promise<Map<number, Bounds>> => {
  const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => ({ partition: partitionId }))
  const ends = async (fromBeginning: boolean) => {
    const [found] = await cluster.fetchTopicsOffset([{ topic, partitions, fromBeginning }])
    return new Map(found?.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
  }
  const [lows, highs] = [await ends(true), await ends(false)]
  return new Map([...lows].map(([partition, low]) => [partition, { low, high: highs.get(partition) ?? low }]))
}

export const readCommitted = async (
  cluster: Cluster,
  topic: string,
  groupId: string,
  partitions: readonly number[],
): Promise<Map<number, Committed>> => {
  if (partitions.length === 0) return new Map()
  const coordinator = await cluster.findGroupCoordinator({ groupId })
  const topics = [{ topic, partitions: partitions.map((partition) => ({ partition })) }]
  const { responses } = await coordinator.offsetFetch({ groupId, topics })
  const found = responses.flatMap((response) => response.partitions)
  return new Map(
    found.map(({ partition, offset, metadata }) => [partition, { offset: Number(offset), note: metadata ?? '' }]),
  )
}

/** What is there from an offset on; nothing when its end is reached. What retention forgot is passed over. */
export const fetchFrom = async (
  cluster: Cluster,
  topic: string,
  partition: number,
  offset: number,
): Promise<Fetched> => {
  const leader = cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition)?.leader
  if (leader === undefined) throw new Error(`partition ${partition} has no leader`)
  const broker = await cluster.findBroker({ nodeId: leader })
  const partitions = [{ partition, fetchOffset: String(offset), maxBytes: FETCH_BYTES }]
  try {
    const { responses } = await broker.fetch({
      isolationLevel: READ_COMMITTED,
      maxWaitTime: 0,
      maxBytes: FETCH_BYTES,
      topics: [{ topic, partitions }],
    })
    const read = responses[0]?.partitions[0]
    if (read === undefined) throw new Error(`partition ${partition} was not answered for`)
    const found: Found[] = []
    // A broker answers with whole sets of records, which may begin before what was asked.
    for (const { offset: at, value, isControlRecord } of read.messages)
      if (Number(at) >= offset && isControlRecord !== true) found.push({ offset: Number(at), value })
    return {
      found,
      next: Math.max(offset, Number(read.messages.at(-1)?.offset ?? -1) + 1),
      high: Number(read.highWatermark),
    }
  } catch (error) {
    if (typeOf(error) !== 'OFFSET_OUT_OF_RANGE') throw error
    const { low, high } = (await readBounds(cluster, topic)).get(partition) as Bounds
    if (offset >= low) throw error
    return { found: [], next: low, high }
  }
}

/**
 * All that is there from `first` up to `end`, which is not read. Throws when the broker does not show it all: whoever replays
 * what it reads has removed the rest.
 */
export async function* readRange(
  fetch: (offset: number) => Promise<Fetched>,
  first: number,
  end: number,
): AsyncIterable<RawRequest[]> {
  for (let offset = first; offset < end; ) {
    const { found, next } = await fetch(offset)
    if (next === offset) throw new LogUnavailable('a partition does not show yet all that it holds')
    yield found.filter((one) => one.offset < end).flatMap(({ value }) => parseMessage(value).requests)
    offset = next
  }
}

/** Of a message, the lines that are no request: all of it as it was when no line is. */
export type Refused = Found & { lines: number }

/**
 * The requests of messages that follow each other in a partition, and beside them what was no request. `end` is not taken;
 * `isFull` when there may be more before the end that was asked for.
 */
export type Taken = { requests: RawRequest[]; aside: Refused[]; end: number; isFull: boolean }

export type Stream = ReturnType<typeof openStream>

/**
 * Reads a partition forward, one fetch ahead of whoever takes: the broker answers while the requests of before are parsed and
 * stored. What is ahead stays as it came, in bytes: thousands of requests that wait as objects cost more to keep than to parse.
 */
export const openStream = (fetch: (offset: number) => Promise<Fetched>, from: number) => {
  let found: Found[] = []
  let read = 0
  let position = from
  let fetched = from
  let high = from
  let ahead: Promise<Fetched | null> | null = null

  /** What came to nothing is asked for again when it is needed. */
  const fetchAhead = (at: number): Promise<Fetched | null> =>
    fetch(at).then(
      (more) => (more.next === at ? null : more),
      () => null,
    )

  /** False when there is nothing more. */
  const fill = async (): Promise<boolean> => {
    while (read === found.length) {
      const more = (await ahead) ?? (await fetch(fetched))
      high = more.high
      if (more.next === fetched) return false
      found = more.found
      read = 0
      fetched = more.next
      if (found.length === 0) position = fetched
      ahead = fetched < high ? fetchAhead(fetched) : null
    }
    return true
  }

  /** Takes whole messages, until their markers and lines that are no request, or their bytes, reach a limit. */
  const takeWhile = async (end: number, limit: number, limitBytes: number): Promise<Taken> => {
    const taken: Taken = { requests: [], aside: [], end: position, isFull: false }
    let count = 0
    let bytes = 0
    while (position < end && (await fill())) {
      const next = found[read] as Found
      if (next.offset >= end) {
        // Offsets may have holes: what comes after the end says that all before it was shown.
        position = end
        break
      }
      read += 1
      position = next.offset + 1
      const { requests, refused } = parseMessage(next.value)
      taken.requests.push(...requests)
      if (refused.length > 0) {
        const value = requests.length === 0 ? next.value : Buffer.from(refused.join('\n'))
        taken.aside.push({ offset: next.offset, value, lines: refused.length })
      }
      count += requests.reduce((sum, { markers }) => sum + markers.length, refused.length)
      bytes += next.value?.length ?? 0
      taken.isFull = count >= limit || bytes >= limitBytes
      if (taken.isFull) break
    }
    taken.end = position
    return taken
  }

  return {
    /** Where the partition ended when it was last read. */
    high: () => high,
    /** Takes until there are about `markers` markers or the end is reached. */
    take: (markers: number): Promise<Taken> => takeWhile(Number.POSITIVE_INFINITY, markers, BATCH_BYTES),
    takeUpTo: (end: number): Promise<Taken> => takeWhile(end, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY),
  }
}
