// The log of several machines: one topic that collectors append to and a group of processors consumes. The only file that
// imports kafkajs, which is told to print nothing: its messages hold what is sent and who sends it.
// Promises: an append is acknowledged by every in-sync replica; a batch is cut once and for ever; an outage ends by itself.
import { createRequire } from 'node:module'
import {
  AssignerProtocol,
  type ISocketFactory,
  Kafka,
  logLevel,
  Partitioners,
  type PartitionMetadata,
  type SASLOptions,
} from 'kafkajs'
import type { RawRequest } from '../schema/marker.ts'
import { type Cluster, openLine, openSockets, orUnavailable, typeOf } from './kafka/cluster.ts'
import { Consumer, type SetAside } from './kafka/consume.ts'
import { Membership, type Protocol } from './kafka/group.ts'
import { fetchFrom, readBounds, readCommitted, readRange } from './kafka/read.ts'
import { GROUP_BYTES, type Keyed, type Link, messagesOf, openChoice, piecesOf, Sender } from './kafka/send.ts'
import type { KafkaSettings } from './kafka/url.ts'
import type { Batch, LogState, MarkerLog } from './log.ts'

type Retry = { retries: number; initialRetryTime: number; maxRetryTime: number }
const require = createRequire(import.meta.url)
const KafkaCluster = require('kafkajs/src/cluster') as new (options: Record<string, unknown>) => Cluster
const connect = require('kafkajs/src/network/socketFactory')() as ISocketFactory

/** Whoever posts waits for the answer: what a new leader takes to be there, and no more. */
const SEND_RETRY: Retry = { retries: 3, initialRetryTime: 100, maxRetryTime: 1000 }
const SEND_TIMEOUT_MS = 3000
/** The processor has time. */
const READ_RETRY: Retry = { retries: 5, initialRetryTime: 200, maxRetryTime: 2000 }
const READ_TIMEOUT_MS = 15_000
const CONNECT_TIMEOUT_MS = 1000
/** A segment goes only as a whole: without this, a quiet topic would keep its oldest requests for ever. */
const SEGMENT_MS = 6 * 3600 * 1000

export class KafkaLog implements MarkerLog {
  readonly shared = true
  readonly #settings: KafkaSettings
  readonly #sender = new Sender(() => this.#connect())
  readonly #reading = openLine(() => this.#openCluster(READ_RETRY, READ_TIMEOUT_MS))
  readonly #membership: Membership
  readonly #consumer: Consumer

  /** Speaks to no broker yet: a collector starts without one, and says that it can't take anything. */
  constructor(settings: KafkaSettings) {
    this.#settings = settings
    const { topic, group } = settings
    const line = openLine(() => this.#openCluster(READ_RETRY, READ_TIMEOUT_MS))
    this.#membership = new Membership(line, this.#reading, topic, group, AssignerProtocol as Protocol)
    this.#consumer = new Consumer(this.#reading, this.#membership, topic, group, this.#setAside)
  }

  #options(retry: Retry, requestTimeout: number) {
    const { brokers, tls, sasl } = this.#settings
    return {
      clientId: 'mesure-ent',
      brokers,
      ssl: tls,
      ...(sasl === null ? {} : { sasl: sasl as SASLOptions }),
      connectionTimeout: CONNECT_TIMEOUT_MS,
      authenticationTimeout: requestTimeout,
      requestTimeout,
      enforceRequestTimeout: true,
      retry,
      logLevel: logLevel.NOTHING,
    }
  }

  async #openCluster(retry: Retry, requestTimeout: number): Promise<Cluster> {
    const { topic, partitions, retentionMs } = this.#settings
    const options = this.#options(retry, requestTimeout)
    const kafka = new Kafka(options)
    const logger = kafka.logger()
    const sockets = openSockets(connect)
    const cluster = new KafkaCluster({
      ...options,
      logger,
      socketFactory: sockets.connect,
      allowAutoTopicCreation: false,
      isolationLevel: 1,
    })
    const end = cluster.disconnect.bind(cluster)
    cluster.disconnect = () => sockets.cut().then(end)
    try {
      await cluster.connect()
      await cluster.addMultipleTargetTopics([topic]).catch(async (error) => {
        if (typeOf(error) !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error
        await this.#createTopic(kafka, topic, partitions, retentionMs)
        await cluster.addMultipleTargetTopics([topic])
      })
      return cluster
    } catch (error) {
      await cluster.disconnect().catch(() => {})
      throw error
    }
  }

  async #createTopic(kafka: Kafka, topic: string, numPartitions: number, retentionMs: number): Promise<void> {
    const admin = kafka.admin()
    await admin.connect()
    try {
      const { brokers } = await admin.describeCluster()
      const replicas = this.#settings.replicas ?? Math.min(3, brokers.length)
      const config = {
        'retention.ms': retentionMs,
        'segment.ms': Math.min(SEGMENT_MS, retentionMs),
        'min.insync.replicas': this.#settings.minInsync ?? Math.max(1, replicas - 1),
        // By the broker's clock: recorded requests may be a year old when they come.
        'message.timestamp.type': 'LogAppendTime',
        'compression.type': 'producer',
        'unclean.leader.election.enable': false,
      }
      const configEntries = Object.entries(config).map(([name, value]) => ({ name, value: String(value) }))
      await admin.createTopics({ topics: [{ topic, numPartitions, replicationFactor: replicas, configEntries }] })
    } finally {
      await admin.disconnect()
    }
  }

  async #connect(): Promise<Link> {
    const { topic } = this.#settings
    const cluster = await this.#openCluster(SEND_RETRY, SEND_TIMEOUT_MS)
    const choose = Partitioners.DefaultPartitioner()
    const partitionOf = openChoice((key, partitionMetadata: PartitionMetadata[]) =>
      choose({ topic, partitionMetadata, message: { key, value: null } }),
    )
    const sockets = openSockets(connect)
    const kafka = new Kafka({ ...this.#options(SEND_RETRY, SEND_TIMEOUT_MS), socketFactory: sockets.connect })
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      retry: SEND_RETRY,
      createPartitioner: Partitioners.DefaultPartitioner,
    })
    const close = async () => {
      await sockets.cut()
      await Promise.all([producer.disconnect().catch(() => {}), cluster.disconnect().catch(() => {})])
    }
    try {
      await producer.connect()
    } catch (error) {
      await close()
      throw error
    }
    return {
      close,
      send: async (lines) => {
        // Partitions may have been added.
        await cluster.refreshMetadataIfNecessary()
        const partitions = cluster.findTopicPartitionMetadata(topic) as PartitionMetadata[]
        const messages = messagesOf(lines, (key) => partitionOf(key, partitions))
        const answers = await producer.send({ topic, messages, acks: -1 })
        // When a leader moves between two attempts, kafkajs may send nothing to the new one, and still be content.
        const written = new Set(answers.filter(({ errorCode }) => errorCode === 0).map(({ partition }) => partition))
        for (const { partition } of messages)
          if (!written.has(partition)) throw new Error(`no broker answered for partition ${partition}`)
      },
      check: async () => {
        await cluster.refreshMetadata()
        const insync = this.#settings.minInsync ?? 1
        for (const { leader, isr, partitionId } of cluster.findTopicPartitionMetadata(topic))
          if (leader < 0 || isr.length < insync) throw new Error(`partition ${partitionId} lacks in-sync replicas`)
      },
    }
  }

  async append(requests: readonly RawRequest[]): Promise<void> {
    await this.#sender.append(requests.map(lineOf))
  }

  next(markers: number, signal?: AbortSignal): Promise<Batch | null> {
    return orUnavailable(() => this.#consumer.next(markers, signal))
  }

  /** Of each partition, what is kept there and from where the group goes on. */
  #places() {
    const { topic, group } = this.#settings
    return orUnavailable(() =>
      this.#reading.use(async (cluster) => {
        const bounds = await readBounds(cluster, topic)
        const committed = await readCommitted(cluster, topic, group, [...bounds.keys()])
        return [...bounds].map(([partition, { low, high }]) => {
          const position = Math.min(Math.max(committed.get(partition)?.offset ?? -1, low), high)
          return { partition, low, position, high }
        })
      }),
    )
  }

  async mark(): Promise<() => Promise<boolean>> {
    const ends = new Map((await this.#places()).map(({ partition, high }) => [partition, high]))
    return async () => (await this.#places()).every(({ partition, position }) => position >= (ends.get(partition) ?? 0))
  }

  async *scan(what: 'pending' | 'counted'): AsyncIterable<RawRequest[]> {
    const { topic } = this.#settings
    for (const { partition, low, position, high } of await this.#places()) {
      const [first, end] = what === 'pending' ? [position, high] : [low, position]
      const fetch = (at: number) =>
        orUnavailable(() => this.#reading.use((cluster) => fetchFrom(cluster, topic, partition, at)))
      yield* readRange(fetch, first, end)
    }
  }

  /** Kafka forgets by itself, by the topic's retention. */
  async trim(): Promise<void> {}

  state(): LogState {
    const { failed, bytes } = this.#sender
    return { writable: !failed, bytes, lag: this.#consumer.lag(), aside: this.#consumer.aside }
  }

  async close(): Promise<void> {
    await this.#sender.close()
    await this.#membership.leave()
    await this.#reading.close()
  }

  /**
   * Into `TOPIC.ecart`, each under the place where it was: what is set aside twice is recognised. What is longer than any of ours
   * is kept by its beginning: a broker that would not take it would hold up the partition.
   */
  #setAside: SetAside = async (partition, refused) => {
    if (refused.length === 0) return
    const topic = `${this.#settings.topic}.ecart`
    const kafka = new Kafka(this.#options(READ_RETRY, READ_TIMEOUT_MS))
    await this.#createTopic(kafka, topic, 1, this.#settings.retentionMs)
    const producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
    })
    await producer.connect()
    try {
      const aside = refused.map(({ offset, value }) => ({
        key: `${partition}-${offset}`,
        value: value?.subarray(0, GROUP_BYTES) ?? Buffer.alloc(0),
      }))
      for (const messages of piecesOf(aside)) await producer.send({ topic, messages, acks: -1 })
    } finally {
      await producer.disconnect()
    }
  }
}

/** By school, so that the requests of a person stay in order. */
const lineOf = (request: RawRequest): Keyed => ({
  key: request.uai ?? request.projet,
  value: JSON.stringify(request),
})
