// A broker that shows less than it holds, as a new leader does until its replicas have told it what they have: what is read
// up to a known end must never be taken for whole. One broker alone never does it, so this one is told to.
import { expect, it } from 'vitest'
import { type Cluster, openLine } from '../log/kafka/cluster.ts'
import { Consumer } from '../log/kafka/consume.ts'
import type { Membership } from '../log/kafka/group.ts'
import { openStream, readRange } from '../log/kafka/read.ts'
import { LogUnavailable } from '../log/log.ts'
import { numberOf, request, upTo } from './log-request.ts'

/** A topic of one partition: `end` messages, of which fetches show the first `shown`; the group was killed in its batch. */
const openTopic = (end: number, shown: number, cut: number, holes: readonly number[] = []) => {
  const topic = { end, shown, offset: 0, note: `journal ${cut}` }
  const messages = () =>
    upTo(topic.shown)
      .filter((n) => !holes.includes(n))
      .map((n) => ({ offset: String(n), value: Buffer.from(JSON.stringify(request(n))) }))
  const cluster = {
    findTopicPartitionMetadata: () => [{ partitionId: 0, leader: 1, isr: [1] }],
    fetchTopicsOffset: async ([asked]: { fromBeginning: boolean }[]) => [
      { partitions: [{ partition: 0, offset: asked?.fromBeginning ? '0' : String(topic.end) }] },
    ],
    findGroupCoordinator: async () => ({
      offsetFetch: async () => ({
        responses: [{ partitions: [{ partition: 0, offset: String(topic.offset), metadata: topic.note }] }],
      }),
    }),
    findBroker: async () => ({
      fetch: async ({ topics }: { topics: { partitions: { fetchOffset: string }[] }[] }) => {
        const from = Number(topics[0]?.partitions[0]?.fetchOffset)
        const found = messages().filter(({ offset }) => Number(offset) >= from)
        return { responses: [{ partitions: [{ highWatermark: String(topic.shown), messages: found }] }] }
      },
    }),
  } as unknown as Cluster
  const line = { use: <Result>(ask: (one: Cluster) => Promise<Result>) => ask(cluster), close: async () => {} }
  const assignment = { memberId: 'one', generation: 1, partitions: [0] }
  const membership = {
    assignment: async () => assignment,
    isMember: () => true,
    commit: async (_assignment: unknown, _partition: number, offset: number, note: string) => {
      Object.assign(topic, { offset, note })
      return true
    },
  } as unknown as Membership
  return { topic, consumer: new Consumer(line, membership, 'marqueurs', 'groupe', async () => {}) }
}

it('a batch under way is delivered whole, once the broker shows all of it', async () => {
  const { topic, consumer } = openTopic(10, 6, 10)
  await expect(consumer.next(100)).rejects.toThrow(LogUnavailable)
  expect(topic).toMatchObject({ offset: 0, note: 'journal 10' })
  topic.shown = 10
  const batch = await consumer.next(100)
  expect(batch?.requests.map(numberOf)).toEqual(upTo(10))
  expect(batch?.position).toBe('journal-0-0-10')
  await batch?.commit()
  expect(topic).toMatchObject({ offset: 10, note: 'journal' })
})

it('a batch under way of which brokers lost the end is delivered as far as it goes', async () => {
  const { topic, consumer } = openTopic(6, 6, 10)
  const batch = await consumer.next(100)
  expect(batch?.requests.map(numberOf)).toEqual(upTo(6))
  await batch?.commit()
  expect(topic.offset).toBe(10)
})

it('a batch under way that ends in a hole of the offsets is whole', async () => {
  const { consumer } = openTopic(12, 12, 10, [8, 9])
  expect((await consumer.next(100))?.requests.map(numberOf)).toEqual(upTo(8))
})

it('a range is read whole or not at all', async () => {
  const shows = (shown: number) => async (offset: number) => {
    const found = upTo(shown)
      .filter((n) => n >= offset)
      .map((n) => ({ offset: n, value: Buffer.from(JSON.stringify(request(n))) }))
    return { found, next: Math.max(offset, shown), high: shown }
  }
  const read = async (shown: number) => {
    const found: number[] = []
    for await (const requests of readRange(shows(shown), 0, 10)) found.push(...requests.map(numberOf))
    return found
  }
  expect(await read(10)).toEqual(upTo(10))
  await expect(read(6)).rejects.toThrow(LogUnavailable)
})

it('a batch ends where its messages would fill the memory, whatever they hold', async () => {
  const value = Buffer.alloc(2 ** 20, 'x')
  const found = upTo(100).map((offset) => ({ offset, value }))
  const stream = openStream(
    async (at) => ({ found: found.slice(at, at + 4), next: Math.min(at + 4, 100), high: 100 }),
    0,
  )
  const ends: number[] = []
  for (let taken = await stream.take(1000); taken.end > (ends.at(-1) ?? 0); taken = await stream.take(1000))
    ends.push(taken.end)
  expect(ends).toEqual([32, 64, 96, 100])
})

/** A partition of `end` messages that answers four at a time, and what it was asked for. */
const openPartition = (end: number) => {
  const asked: number[] = []
  const answers: (() => void)[] = []
  const fetch = async (at: number) => {
    asked.push(at)
    answers.shift()?.()
    const found = upTo(Math.min(4, end - at), at).map((n) => ({
      offset: n,
      value: Buffer.from(JSON.stringify(request(n))),
    }))
    return { found, next: at + found.length, high: end }
  }
  return { asked, answers, stream: openStream(fetch, 0) }
}

it('asks for what follows before it is taken, one fetch ahead, and not beyond the end', async () => {
  const { asked, stream } = openPartition(10)
  const ends: number[] = []
  const steps: number[][] = []
  for (let i = 0; i < 4; i += 1) {
    ends.push((await stream.take(3)).end)
    steps.push([...asked])
  }
  expect(ends).toEqual([3, 6, 9, 10])
  expect(steps.slice(0, 3)).toEqual([
    [0, 4],
    [0, 4, 8],
    [0, 4, 8],
  ])
})

it('asks again for what failed when it was asked for ahead', async () => {
  const { asked, answers, stream } = openPartition(8)
  const fail = () => {
    throw new Error('the broker is gone')
  }
  answers.push(() => {}, fail, fail)
  expect((await stream.take(4)).end).toBe(4)
  await expect(stream.take(4)).rejects.toThrow('the broker is gone')
  expect((await stream.take(4)).end).toBe(8)
  expect(asked).toEqual([0, 4, 4, 4])
})

it('asks again for what was not shown yet when it was asked for ahead', async () => {
  const found = upTo(8).map((n) => ({ offset: n, value: Buffer.from(JSON.stringify(request(n))) }))
  const answers = [
    { found: found.slice(0, 4), next: 4, high: 8 },
    { found: [], next: 4, high: 8 },
    { found: found.slice(4), next: 8, high: 8 },
  ]
  const stream = openStream(async () => answers.shift() ?? { found: [], next: 8, high: 8 }, 0)
  expect((await stream.take(100)).requests.map(numberOf)).toEqual(upTo(8))
})

it('waits for a group whose place is being made, on the connection that it has', async () => {
  const answers = ['GROUP_COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR_FOR_GROUP', 'GROUP_LOAD_IN_PROGRESS']
  let opened = 0
  const line = openLine(async () => {
    opened += 1
    return { disconnect: async () => {} } as unknown as Cluster
  })
  const asked = line.use(async () => {
    const type = answers.shift()
    if (type !== undefined) throw Object.assign(new Error('not yet'), { type })
    return 'joined'
  })
  await expect(asked).resolves.toBe('joined')
  expect(opened).toBe(1)
})
