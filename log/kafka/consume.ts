// The side of the processor: batches of one partition at a time. Promises: a batch is cut once and for ever, the cut being
// noted in the group before it is delivered; a position moves by a commit only; what is no request is kept aside.
//
// What the group notes of a partition, beside the offset from which it goes on: `JOURNAL` or `JOURNAL END`.
//   JOURNAL  a random word, made when the group reads the partition for the first time. Kafka forgets it with the topic, so
//            that positions of another cluster, or of a topic that was made again, never look like ours.
//   END      where the batch under way ends. Whoever has the partition next delivers the same.
import { randomBytes } from 'node:crypto'
import { type Batch, LogUnavailable } from '../log.ts'
import { type Line, orUnavailable } from './cluster.ts'
import type { Assignment, Membership } from './group.ts'
import {
  type Committed,
  fetchFrom,
  openStream,
  type Refused,
  readBounds,
  readCommitted,
  type Stream,
  type Taken,
} from './read.ts'

type Place = { partition: number; journal: string; offset: number; cut: number | null; stream: Stream }
/** Keeps what is no request where nothing reads it but people. */
export type SetAside = (partition: number, refused: readonly Refused[]) => Promise<void>

export class Consumer {
  readonly #line: Line
  readonly #membership: Membership
  readonly #topic: string
  readonly #group: string
  readonly #setAside: SetAside
  #assignment: Assignment | null = null
  #places: Place[] = []
  #underWay: Batch | null = null
  #turn = 0
  /** Partitions in turn that had less than a batch. */
  #exhausted = 0
  /** Lines that were no request. */
  aside = 0

  constructor(line: Line, membership: Membership, topic: string, group: string, setAside: SetAside) {
    this.#line = line
    this.#membership = membership
    this.#topic = topic
    this.#group = group
    this.#setAside = setAside
  }

  /** Messages of its partitions that no commit covers. */
  lag(): number {
    return this.#places.reduce((sum, { stream, offset }) => sum + Math.max(0, stream.high() - offset), 0)
  }

  async next(markers: number, signal?: AbortSignal): Promise<Batch | null> {
    // Whoever only asks what was left under way (a page, a command) takes no partition from a processor for nothing.
    if (markers === 0 && this.#assignment === null && !(await this.#isAnyUnderWay())) return null
    const assignment = await this.#membership.assignment(signal)
    if (this.#assignment !== assignment) await this.#begin(assignment)
    if (this.#underWay !== null) return this.#underWay
    try {
      for (const place of this.#places.filter(({ cut }) => cut !== null)) {
        const batch = await this.#deliver(assignment, place, markers)
        if (batch !== null) return batch
      }
      for (let left = markers === 0 ? 0 : this.#places.length; left > 0; left -= 1) {
        const batch = await this.#deliver(assignment, this.#takeTurn(), markers)
        if (batch !== null) return batch
      }
    } catch (error) {
      // What was read ahead may have a hole now.
      this.#assignment = null
      throw error
    }
    // Nothing was there, or nothing was its own any more.
    this.#exhausted = 0
    return this.#membership.isMember(assignment) ? null : this.next(markers, signal)
  }

  #takeTurn(): Place {
    this.#turn = (this.#turn + 1) % this.#places.length
    return this.#places[this.#turn] as Place
  }

  #isAnyUnderWay(): Promise<boolean> {
    return this.#line.use(async (cluster) => {
      const partitions = cluster.findTopicPartitionMetadata(this.#topic).map(({ partitionId }) => partitionId)
      const committed = await readCommitted(cluster, this.#topic, this.#group, partitions)
      return [...committed.values()].some(({ note }) => note.includes(' '))
    })
  }

  /** Takes the partitions of a generation where the group left them; what was under way in another is dropped. */
  async #begin(assignment: Assignment): Promise<void> {
    this.#assignment = null
    this.#underWay = null
    this.#places = await this.#line.use(async (cluster) => {
      const bounds = await readBounds(cluster, this.#topic)
      const committed = await readCommitted(cluster, this.#topic, this.#group, assignment.partitions)
      return assignment.partitions.map((partition) => {
        const { low, high } = bounds.get(partition) ?? { low: 0, high: 0 }
        return this.#place(partition, committed.get(partition) ?? { offset: -1, note: '' }, low, high)
      })
    })
    this.#assignment = assignment
  }

  #place(partition: number, { offset, note }: Committed, low: number, high: number): Place {
    const [journal = '', cut] = note.split(' ')
    // Brokers that lost their last messages give their offsets anew: these must not lead to the same positions.
    const lost = offset > high
    const from = offset < 0 ? low : Math.min(offset, high)
    return {
      partition,
      journal: journal === '' || lost ? randomBytes(6).toString('hex') : journal,
      offset: from,
      cut: cut === undefined || lost ? null : Number(cut),
      stream: openStream(
        (at) => this.#line.use((cluster) => fetchFrom(cluster, this.#topic, partition, at)),
        Math.max(from, low),
      ),
    }
  }

  /** The next batch of a partition: the one that was cut before, or one of about `markers`, which is cut first. */
  async #deliver(assignment: Assignment, place: Place, markers: number): Promise<Batch | null> {
    const { partition, journal, cut, offset, stream } = place
    const taken = cut === null ? await stream.take(markers) : await this.#takeUpTo(place, cut)
    const end = cut ?? taken.end
    if (end === offset) {
      this.#isLast(taken)
      return null
    }
    const move = async () => {
      await this.#setAside(partition, taken.aside)
      if (!(await this.#membership.commit(assignment, partition, end, journal))) return false
      this.aside += taken.aside.reduce((sum, { lines }) => sum + lines, 0)
      place.offset = end
      place.cut = null
      return true
    }
    if (taken.requests.length === 0) return (await move()) ? this.#deliver(assignment, place, markers) : null
    if (cut === null) {
      if (!(await this.#membership.commit(assignment, partition, offset, `${journal} ${end}`))) return null
      place.cut = end
    }
    const isLast = cut === null && this.#isLast(taken)
    const batch: Batch = {
      requests: taken.requests,
      ...(isLast ? {} : { more: true as const }),
      position: `${journal}-${partition}-${offset}-${end}`,
      commit: async () => {
        if (this.#underWay !== batch) return
        await orUnavailable(move)
        this.#underWay = null
      },
    }
    this.#underWay = batch
    return batch
  }

  /**
   * All of a batch that was cut before. A leader that is new shows, for a moment, less than was acknowledged: what it does not
   * show yet is waited for, else the commit of this batch would pass over it. What brokers lost is lost.
   */
  async #takeUpTo({ partition, stream }: Place, cut: number): Promise<Taken> {
    const taken = await stream.takeUpTo(cut)
    if (taken.end >= cut) return taken
    const bounds = await this.#line.use((cluster) => readBounds(cluster, this.#topic))
    if ((bounds.get(partition)?.high ?? 0) > taken.end)
      throw new LogUnavailable(`partition ${partition} does not show all of the batch under way yet`)
    return taken
  }

  /** Whether every partition in turn had less than a batch. */
  #isLast({ isFull }: Taken): boolean {
    this.#exhausted = isFull ? 0 : this.#exhausted + 1
    if (this.#exhausted < this.#places.length) return false
    this.#exhausted = 0
    return true
  }
}
