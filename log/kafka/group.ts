// The place of one processor in its group: which partitions are its own, and under which generation. Promises: a commit
// is refused by the broker once the partitions were given anew, so that no other consumer's position is ever overwritten.
import { isGenerationOver, type Line, typeOf } from './cluster.ts'

/** How partitions and memberships are written on the wire; kafkajs' own. */
export type Protocol = {
  MemberMetadata: { encode(metadata: { version: number; topics: string[]; userData: Buffer }): Buffer }
  MemberAssignment: {
    encode(shares: { version: number; assignment: Record<string, number[]>; userData: Buffer }): Buffer
    decode(buffer: Buffer): { assignment: Record<string, number[]> } | null
  }
}

/** A generation of the group, as this consumer sees it. It never changes: another takes its place. */
export type Assignment = { memberId: string; generation: number; partitions: number[] }

/** A consumer that says nothing for so long is taken for dead, and its partitions go to others. */
const SESSION_MS = 10_000
const HEARTBEAT_MS = 1000
/**
 * How long the group waits, when it is shared anew, for those that do not say that they are still there: as long as for one that
 * says nothing at any time, since a member hears of it by a heartbeat, whatever it is busy with.
 */
const REBALANCE_MS = SESSION_MS
/** A consumer that asks for nothing for so long leaves, so that its partitions go to those that do. */
const IDLE_BEATS = 60_000 / HEARTBEAT_MS
const PROTOCOL = 'mesure'
const NOTHING = Buffer.alloc(0)

export class Membership {
  readonly #line: Line
  readonly #leaving: Line
  readonly #topic: string
  readonly #group: string
  readonly #protocol: Protocol
  readonly #timer: NodeJS.Timeout
  #memberId = ''
  #assignment: Assignment | null = null
  #joining: Promise<Assignment> | null = null
  #beating = false
  #beats = 0
  #left = false

  /** `leaving`: another connection to leave by, since the broker answers nothing else to one that joins until all have joined. */
  constructor(line: Line, leaving: Line, topic: string, group: string, protocol: Protocol) {
    this.#line = line
    this.#leaving = leaving
    this.#topic = topic
    this.#group = group
    this.#protocol = protocol
    this.#timer = setInterval(() => this.#beat(), HEARTBEAT_MS)
    this.#timer.unref()
  }

  /** The partitions of this consumer; joins the group when it is not in it, which a member that died holds up for a while. */
  async assignment(signal?: AbortSignal): Promise<Assignment> {
    this.#beats = 0
    return signal === undefined ? this.#current() : unlessAborted(this.#current(), signal)
  }

  /** Whether that generation is still the one of this consumer. */
  isMember(assignment: Assignment): boolean {
    return this.#assignment === assignment
  }

  async #current(): Promise<Assignment> {
    if (this.#assignment !== null) return this.#assignment
    this.#joining ??= this.#join().finally(() => {
      this.#joining = null
    })
    return this.#joining
  }

  async #join(): Promise<Assignment> {
    for (;;)
      try {
        this.#assignment = await this.#joinOnce()
        return this.#assignment
      } catch (error) {
        // Another one came or went meanwhile; what fails otherwise is an outage, and the caller's.
        if (this.#left || !isGenerationOver(error)) throw error
        this.#forget(error, null)
      }
  }

  #joinOnce(): Promise<Assignment> {
    const [groupId, topic, { MemberMetadata, MemberAssignment }] = [this.#group, this.#topic, this.#protocol]
    return this.#line.use(async (cluster) => {
      const coordinator = await cluster.findGroupCoordinator({ groupId })
      const metadata = MemberMetadata.encode({ version: 0, topics: [topic], userData: NOTHING })
      const { generationId, leaderId, memberId, members } = await coordinator.joinGroup({
        groupId,
        memberId: this.#memberId,
        sessionTimeout: SESSION_MS,
        rebalanceTimeout: REBALANCE_MS,
        groupProtocols: [{ name: PROTOCOL, metadata }],
      })
      this.#memberId = memberId
      let groupAssignment: { memberId: string; memberAssignment: Buffer }[] = []
      if (memberId === leaderId) {
        await cluster.refreshMetadata()
        const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId)
        groupAssignment = share(
          partitions,
          members.map((member) => member.memberId),
        ).map(([member, own]) => ({
          memberId: member,
          memberAssignment: MemberAssignment.encode({ version: 0, assignment: { [topic]: own }, userData: NOTHING }),
        }))
      }
      const synced = await coordinator.syncGroup({ groupId, generationId, memberId, groupAssignment })
      const own = MemberAssignment.decode(synced.memberAssignment)?.assignment[topic] ?? []
      return { memberId, generation: generationId, partitions: own.toSorted((a, b) => a - b) }
    })
  }

  /** Says that it is still there, whatever its owner is busy with, and joins again when the group is shared anew. */
  async #beat(): Promise<void> {
    const assignment = this.#assignment
    if (assignment === null || this.#beating) return
    this.#beating = true
    this.#beats += 1
    try {
      if (this.#beats > IDLE_BEATS) return await this.#leave()
      await this.#line.use(async (cluster) => {
        const coordinator = await cluster.findGroupCoordinator({ groupId: this.#group })
        const { memberId, generation } = assignment
        await coordinator.heartbeat({ groupId: this.#group, memberId, groupGenerationId: generation })
      })
    } catch (error) {
      // An outage leaves the generation as it is; the next heartbeat says whether the group does too.
      if (!isGenerationOver(error) || this.#left) return
      this.#forget(error, assignment)
      this.#current().catch(() => {})
    } finally {
      this.#beating = false
    }
  }

  /** Takes note that a generation is over, unless another has taken its place already. */
  #forget(error: unknown, assignment: Assignment | null): void {
    if (this.#assignment !== assignment) return
    if (typeOf(error) === 'UNKNOWN_MEMBER_ID') this.#memberId = ''
    this.#assignment = null
  }

  /** Moves the position of a partition. False, and nothing is moved, when that generation is over. */
  async commit(assignment: Assignment, partition: number, offset: number, metadata: string): Promise<boolean> {
    if (!this.isMember(assignment)) return false
    const { memberId, generation } = assignment
    const topics = [{ topic: this.#topic, partitions: [{ partition, offset: String(offset), metadata }] }]
    try {
      await this.#line.use(async (cluster) => {
        const coordinator = await cluster.findGroupCoordinator({ groupId: this.#group })
        await coordinator.offsetCommit({ groupId: this.#group, memberId, groupGenerationId: generation, topics })
      })
      return true
    } catch (error) {
      if (!isGenerationOver(error)) throw error
      this.#forget(error, assignment)
      return false
    }
  }

  /** Leaves the group, so that others have its partitions at once. */
  async leave(): Promise<void> {
    clearInterval(this.#timer)
    this.#left = true
    await this.#leave()
    await this.#line.close()
  }

  async #leave(): Promise<void> {
    // One that joins again, as others come or go, is in the group too: it would be waited for.
    const memberId = this.#memberId
    this.#assignment = null
    this.#memberId = ''
    if (memberId === '') return
    await this.#leaving
      .use(async (cluster) => {
        const coordinator = await cluster.findGroupCoordinator({ groupId: this.#group })
        await coordinator.leaveGroup({ groupId: this.#group, memberId })
      })
      // Away, the broker finds out by itself once the session is over.
      .catch(() => {})
  }
}

const unlessAborted = <Result>(done: Promise<Result>, signal: AbortSignal): Promise<Result> =>
  new Promise((resolve, reject) => {
    const end = () => reject(new Error('who asked is to end'))
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
    done.then(resolve, reject).finally(() => signal.removeEventListener('abort', end))
  })

/** Each member's partitions, in turn. */
const share = (partitions: readonly number[], members: readonly string[]): [string, number[]][] => {
  const sorted = members.toSorted()
  return sorted.map((member, i) => [member, partitions.filter((_, n) => n % sorted.length === i)])
}
