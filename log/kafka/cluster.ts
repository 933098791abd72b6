// What the log uses of kafkajs' own view of a cluster. Its public consumer pushes, retries a commit under the generation
// that follows, and cannot read without joining a group: the log takes its requests itself, each under the generation it
// was given. kafkajs is pinned to one version, so that this stays true.
import type { Socket } from 'node:net'
import { setImmediate as afterEvents, setTimeout as pause } from 'node:timers/promises'
import { LogUnavailable } from '../log.ts'

export type Cluster = {
  connect(): Promise<void>
  disconnect(): Promise<void>
  /** Throws an error of type UNKNOWN_TOPIC_OR_PARTITION when there is no such topic. */
  addMultipleTargetTopics(topics: string[]): Promise<void>
  refreshMetadata(): Promise<void>
  /** Once in five minutes. */
  refreshMetadataIfNecessary(): Promise<void>
  getNodeIds(): string[]
  findTopicPartitionMetadata(topic: string): { partitionId: number; leader: number; isr: number[] }[]
  findBroker(where: { nodeId: number | string }): Promise<Broker>
  findGroupCoordinator(group: { groupId: string }): Promise<Coordinator>
  fetchTopicsOffset(
    topics: { topic: string; partitions: { partition: number }[]; fromBeginning: boolean }[],
  ): Promise<{ partitions: { partition: number; offset: string }[] }[]>
}

export type KafkaRecord = { offset: string; value: Buffer | null; isControlRecord?: boolean }

export type Broker = {
  fetch(request: {
    isolationLevel: number
    maxWaitTime: number
    maxBytes: number
    topics: { topic: string; partitions: { partition: number; fetchOffset: string; maxBytes: number }[] }[]
  }): Promise<{ responses: { partitions: { highWatermark: string; messages: KafkaRecord[] }[] }[] }>
}

type Member = { groupId: string; memberId: string }

export type Coordinator = {
  joinGroup(
    request: Member & {
      sessionTimeout: number
      rebalanceTimeout: number
      groupProtocols: { name: string; metadata: Buffer }[]
    },
  ): Promise<{ generationId: number; leaderId: string; memberId: string; members: { memberId: string }[] }>
  syncGroup(
    request: Member & { generationId: number; groupAssignment: { memberId: string; memberAssignment: Buffer }[] },
  ): Promise<{ memberAssignment: Buffer }>
  heartbeat(request: Member & { groupGenerationId: number }): Promise<unknown>
  leaveGroup(request: Member): Promise<unknown>
  offsetCommit(
    request: Member & {
      groupGenerationId: number
      topics: { topic: string; partitions: { partition: number; offset: string; metadata: string }[] }[]
    },
  ): Promise<unknown>
  offsetFetch(request: { groupId: string; topics: { topic: string; partitions: { partition: number }[] }[] }): Promise<{
    responses: { partitions: { partition: number; offset: string; metadata: string | null }[] }[]
  }>
}

/** The broker's own word for an error, if it is the broker's. */
export const typeOf = (error: unknown): string | undefined => (error as { type?: string }).type

/** What the broker answers to a member whose generation is over. The connection itself is sound. */
const GENERATION_OVER = ['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID']
export const isGenerationOver = (error: unknown): boolean => GENERATION_OVER.includes(typeOf(error) ?? '')

/** What a broker answers while the group's own place is made, which its first use does, or moves. The connection itself is sound. */
const COORDINATOR_MOVES = ['GROUP_COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR_FOR_GROUP', 'GROUP_LOAD_IN_PROGRESS']
const MOVES_WITHIN_MS = 5000
const ASK_AGAIN_MS = 100

/**
 * Connections that can be cut. kafkajs' own way to end them waits for all that is under way, be it the join of a group; and for
 * ever, when a connection dies meanwhile.
 */
export const openSockets = <How>(connect: (how: How) => Socket) => {
  const open = new Set<Socket>()
  let isCut = false
  return {
    connect: (how: How): Socket => {
      if (isCut) throw new Error('the connection was given up')
      const socket = connect(how)
      open.add(socket)
      return socket.once('close', () => open.delete(socket))
    },
    /** Resolves once what was under way has failed. */
    cut: async (): Promise<void> => {
      isCut = true
      for (const socket of open) socket.destroy(new Error('the connection was given up'))
      await afterEvents()
    },
  }
}

/**
 * One connection to the cluster, opened when it is first used, and thrown away as soon as anything fails on it. What is asked may
 * be asked twice. Closed, it stays so: what was under way fails, and opens none that nobody would close.
 */
export type Line = { use<Result>(ask: (cluster: Cluster) => Promise<Result>): Promise<Result>; close(): Promise<void> }

/** kafkajs can be left without a broker after an outage; a cluster that failed is therefore never used again. */
export const openLine = (open: () => Promise<Cluster>): Line => {
  let opened: Promise<Cluster> | null = null
  let closed = false
  const drop = async (one: Promise<Cluster>): Promise<void> => {
    if (opened === one) opened = null
    await one.then((cluster) => cluster.disconnect()).catch(() => {})
  }
  return {
    use: async (ask) => {
      const moved = performance.now() + MOVES_WITHIN_MS
      for (let isFresh = false; ; ) {
        if (closed) throw new Error('the log is closed')
        isFresh ||= opened === null
        opened ??= open()
        const one = opened
        try {
          return await ask(await one)
        } catch (error) {
          if (isGenerationOver(error)) throw error
          if (COORDINATOR_MOVES.includes(typeOf(error) ?? '') && performance.now() < moved) {
            await pause(ASK_AGAIN_MS)
            continue
          }
          await drop(one)
          // One that was open may have died unseen while nothing was asked of it.
          if (isFresh) throw error
          isFresh = true
        }
      }
    },
    close: async () => {
      closed = true
      if (opened !== null) await drop(opened)
    },
  }
}

/** Whatever the broker has to say is an outage of the log to those who read it. */
export const orUnavailable = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
  try {
    return await ask()
  } catch (error) {
    throw new LogUnavailable(String((error as Error).message ?? error))
  }
}
