// The side of the collector: what waits for the broker's word. Promises: an append resolves after that word only, is
// refused within two seconds without it, and what waits is bounded. All that one send takes for a partition is one message, a
// line each: whoever reads decodes a message for many requests.
import { LogUnavailable } from '../log.ts'

/** A line of the log, which goes where all of its key go. */
export type Keyed = { key: string; value: string }

/** A connection that sends: `send` resolves once every in-sync replica has the lines, `check` when they could. */
export type Link = { send(lines: Keyed[]): Promise<void>; check(): Promise<void>; close(): Promise<void> }

/** What one `send` takes, well below the megabyte that a broker takes at most, even if all goes to one partition. */
export const GROUP_BYTES = 512 * 1024
/** How long a send waits while more keeps coming: it costs the machine as much as some tens of requests. */
const GATHER_MS = 5
/** A collector answers within two seconds, whatever the broker does. */
const ANSWER_MS = 1500
/** What may wait: some seconds of a very busy day. Beyond it, appends are refused at once. */
const BACKLOG_BYTES = 32 * 1024 * 1024

type Waiting = { lines: Keyed[]; bytes: number; settle: (refusal?: Error) => void }

const sizeOf = (lines: readonly Keyed[]): number => lines.reduce((sum, { value }) => sum + Buffer.byteLength(value), 0)

export class Sender {
  readonly #connect: () => Promise<Link>
  #link: Link | null = null
  #waiting: Waiting[] = []
  #backlog = 0
  #sending: Promise<void> | null = null
  #closing = false
  failed = false
  /** Bytes that the broker acknowledged. */
  bytes = 0

  constructor(connect: () => Promise<Link>) {
    this.#connect = connect
  }

  async append(lines: readonly Keyed[]): Promise<void> {
    await Promise.all(piecesOf(lines).map((piece) => this.#enqueue(piece)))
  }

  #enqueue(lines: Keyed[]): Promise<void> {
    const bytes = sizeOf(lines)
    if (this.#closing) return Promise.reject(new LogUnavailable('the log is closing'))
    if (this.#backlog + bytes > BACKLOG_BYTES)
      return Promise.reject(new LogUnavailable('too much waits for the broker already'))
    this.#backlog += bytes
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        lines,
        bytes,
        settle: (refusal) => {
          clearTimeout(timer)
          this.#backlog -= waiting.bytes
          // What gave up is not sent later, and holds no memory.
          waiting.lines = []
          waiting.bytes = 0
          waiting.settle = () => {}
          if (refusal === undefined) resolve()
          else reject(refusal)
        },
      }
      const timer = setTimeout(() => {
        this.failed = true
        waiting.settle(new LogUnavailable('the broker does not answer'))
      }, ANSWER_MS)
      this.#waiting.push(waiting)
      this.#sending ??= this.#sendAll()
    })
  }

  /** Self-clocked group commit: while one send is in flight, arrivals wait; the next takes all of them. */
  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather()
      const group = this.#takeGroup()
      try {
        await this.#send(group.flatMap(({ lines }) => lines))
        this.failed = false
        for (const { settle } of group) settle()
      } catch (error) {
        this.failed = true
        const refusal = new LogUnavailable(String((error as Error).message ?? error))
        for (const { settle } of group) settle(refusal)
      }
    }
    this.#sending = null
  }

  /** Ends a millisecond after nothing more came. */
  async #gather(): Promise<void> {
    for (let ms = 0, known = 0; ms < GATHER_MS && known < this.#waiting.length; ms += 1) {
      known = this.#waiting.length
      await new Promise((done) => setTimeout(done, 1))
    }
  }

  #takeGroup(): Waiting[] {
    let bytes = 0
    let count = 0
    for (const waiting of this.#waiting) {
      if (count > 0 && bytes + waiting.bytes > GROUP_BYTES) break
      bytes += waiting.bytes
      count += 1
    }
    return this.#waiting.splice(0, count)
  }

  /**
   * After a send that failed, the producer goes: it would number the next messages as those that the broker may have
   * written, and the broker would take them for copies, acknowledge them and drop them.
   */
  async #send(lines: Keyed[]): Promise<void> {
    this.#link ??= await this.#connect()
    const link = this.#link
    try {
      if (lines.length === 0) await link.check()
      else await link.send(lines)
      this.bytes += sizeOf(lines)
    } catch (error) {
      this.#link = null
      await link.close()
      throw error
    }
  }

  async close(): Promise<void> {
    this.#closing = true
    await this.#sending
    await this.#link?.close()
    this.#link = null
  }
}

/** An append in parts that one send takes each; one of nothing is one part, which asks whether appends would do. */
export const piecesOf = <Line extends { value: string | Buffer }>(lines: readonly Line[]): Line[][] => {
  const pieces: Line[][] = [[]]
  let bytes = 0
  for (const line of lines) {
    const more = Buffer.byteLength(line.value)
    if (bytes > 0 && bytes + more > GROUP_BYTES) {
      pieces.push([])
      bytes = 0
    }
    pieces.at(-1)?.push(line)
    bytes += more
  }
  return pieces
}

/** One message for each partition: its lines in order. It has no key, for they may have several. */
export const messagesOf = (lines: readonly Keyed[], partitionOf: (key: string) => number) => {
  const texts = new Map<number, string[]>()
  for (const { key, value } of lines) {
    const partition = partitionOf(key)
    const text = texts.get(partition)
    if (text === undefined) texts.set(partition, [value])
    else text.push(value)
  }
  return [...texts].map(([partition, text]) => ({ partition, value: text.join('\n') }))
}

/** Keys remembered: more than there are schools. Beyond it some are invented ones, and the oldest goes. */
const REMEMBERED = 100_000

/** `choose`, which depends on the key and on how many partitions there are, with a memory: to hash a key costs as much as to write a line. */
export const openChoice = <Partition>(choose: (key: string, partitions: Partition[]) => number) => {
  const known = new Map<string, number>()
  let among = 0
  return (key: string, partitions: Partition[]): number => {
    if (partitions.length !== among) known.clear()
    among = partitions.length
    let chosen = known.get(key)
    if (chosen === undefined) {
      chosen = choose(key, partitions)
      if (known.size >= REMEMBERED) known.delete(known.keys().next().value as string)
      known.set(key, chosen)
    }
    return chosen
  }
}
