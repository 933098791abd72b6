// Reads the partitions of a topic, without consuming them.
import { z } from 'zod'
import type { RawRequest } from '../../schema/marker.ts'
import { APPAREILS, NAVIGATEURS, SYSTEMES } from '../../schema/vocabulary.ts'
import { type Cluster, typeOf } from './cluster.ts'

export type Bounds = { low: number; high: number }
/** What a group says of a partition: from where it goes on (-1: from nowhere yet), and what it noted beside. */
export type Committed = { offset: number; note: string }
export type Found = { offset: number; value: Buffer | null }
type Fetched = { found: Found[]; next: number; high: number }

/** Some thousands of requests: a batch in one or a few fetches. */
const FETCH_BYTES = 4 * 1024 * 1024
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
    const records = read.messages.map((record) => ({ ...record, offset: Number(record.offset) }))
    return {
      // A broker answers with whole sets of records, which may begin before what was asked.
      found: records.filter((record) => record.offset >= offset && record.isControlRecord !== true),
      next: Math.max(offset, (records.at(-1)?.offset ?? -1) + 1),
      high: Number(read.highWatermark),
    }
  } catch (error) {
    if (typeOf(error) !== 'OFFSET_OUT_OF_RANGE') throw error
    const { low, high } = (await readBounds(cluster, topic)).get(partition) as Bounds
    if (offset >= low) throw error
    return { found: [], next: low, high }
  }
}

/** All that is there from `first` up to `end`, which is not read. */
export async function* readRange(
  fetch: (offset: number) => Promise<Fetched>,
  first: number,
  end: number,
): AsyncIterable<RawRequest[]> {
  for (let offset = first; offset < end; ) {
    const { found, next } = await fetch(offset)
    if (next === offset) return
    const requests = found.filter((one) => one.offset < end).map(({ value }) => parseRequest(value))
    yield requests.filter((request) => request !== null)
    offset = next
  }
}

/** Requests that follow each other in a partition, and beside them what was no request. `end` is not taken. */
export type Taken = { requests: RawRequest[]; aside: Found[]; end: number }

export type Stream = ReturnType<typeof openStream>

/** Reads a partition forward, one fetch ahead of who takes. */
export const openStream = (fetch: (offset: number) => Promise<Fetched>, from: number) => {
  let found: Found[] = []
  let read = 0
  let position = from
  let fetched = from
  let high = from
  let ahead: Promise<Fetched> | null = null

  const fetchAhead = () => {
    ahead ??= fetch(fetched)
    ahead.catch(() => {})
    return ahead
  }

  /** False when there is nothing more. */
  const fill = async (): Promise<boolean> => {
    while (read === found.length) {
      const more = await fetchAhead()
      ahead = null
      high = more.high
      if (more.next === fetched) return false
      found = more.found
      read = 0
      fetched = more.next
      if (found.length === 0) position = fetched
    }
    return true
  }

  return {
    /** Requests that are there and were not taken. */
    lag: () => Math.max(0, high - position),
    /** Takes until there are `markers` markers or the end is reached; or, when it is given, exactly up to `end`. */
    take: async (markers: number, end = Number.POSITIVE_INFINITY): Promise<Taken> => {
      const taken: Taken = { requests: [], aside: [], end: position }
      let count = 0
      while (count < markers && position < end && (await fill())) {
        const next = found[read] as Found
        if (next.offset >= end) break
        read += 1
        position = next.offset + 1
        const request = parseRequest(next.value)
        if (request === null) taken.aside.push(next)
        else taken.requests.push(request)
        count += request?.markers.length ?? 1
      }
      taken.end = position
      if (read === found.length && fetched < high) fetchAhead()
      return taken
    },
  }
}

/** The store's days end soon after. */
const LAST_INSTANT = Date.parse('2100-01-01')
const LARGEST_HASH = 2n ** 64n - 1n
/** What the door writes of a code: one that is malformed is written as `?`. */
const code = z.string().regex(/^[^\t\n\r\\]{0,64}$/)
const hash = z.string().refine((text) => /^\d{1,20}$/.test(text) && BigInt(text) <= LARGEST_HASH)
const marker = z.object({
  id: hash.nullable(),
  age: z.int().nullable(),
  action: code.nullable(),
  service: code.nullable(),
  type: code.nullable(),
  outil: code.nullable(),
  page: z.string().nullable(),
})
/** A request as the door makes them. Whatever else is in the topic could stop the processor for ever. */
const request: z.ZodType<RawRequest> = z.object({
  recu: z.int().positive().max(LAST_INSTANT),
  robot: z.boolean(),
  appareil: z.enum(APPAREILS),
  os: z.enum(SYSTEMES),
  navigateur: z.enum(NAVIGATEURS),
  projet: code,
  uai: code.nullable(),
  profil: code.nullable(),
  visiteur: hash.nullable(),
  plateforme: code.nullable(),
  exploitant: code.nullable(),
  collectivite: code.nullable(),
  markers: z.array(marker).min(1),
})

/** null when it is none of ours: anyone with the right to may write into a topic. */
const parseRequest = (value: Buffer | null): RawRequest | null => {
  try {
    return request.parse(JSON.parse(String(value)))
  } catch {
    return null
  }
}
