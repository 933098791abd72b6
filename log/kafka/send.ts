// The side of the collector: what waits for the broker's word. Promises: an append resolves after that word only, is
// refused within two seconds without it, and what waits is bounded.
import { LogUnavailable } from '../log.ts'

export type Message = { key: string; value: Buffer }

/** A connection that sends: `send` resolves once every in-sync replica has the messages, `check` when they could. */
export type Link = { send(messages: Message[]): Promise<void>; check(): Promise<void>; close(): Promise<void> }

/** What one `send` takes, well below the megabyte that a broker takes at most, even if all goes to one partition. */
const GROUP_BYTES = 512 * 1024
/** A collector answers within two seconds, whatever the broker does. */
const ANSWER_MS = 1500
/** What may wait: some seconds of a very busy day. Beyond it, appends are refused at once. */
const BACKLOG_BYTES = 32 * 1024 * 1024

type Waiting = { messages: Message[]; bytes: number; settle: (refusal?: Error) => void }

const sizeOf = (messages: readonly Message[]): number => messages.reduce((sum, { value }) => sum + value.length, 0)

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

  async append(messages: readonly Message[]): Promise<void> {
    await Promise.all(piecesOf(messages).map((piece) => this.#enqueue(piece)))
  }

  #enqueue(messages: Message[]): Promise<void> {
    const bytes = sizeOf(messages)
    if (this.#closing) return Promise.reject(new LogUnavailable('the log is closing'))
    if (this.#backlog + bytes > BACKLOG_BYTES)
      return Promise.reject(new LogUnavailable('too much waits for the broker already'))
    this.#backlog += bytes
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        messages,
        bytes,
        settle: (refusal) => {
          clearTimeout(timer)
          this.#backlog -= waiting.bytes
          // What gave up is not sent later, and holds no memory.
          waiting.messages = []
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
      const group = this.#takeGroup()
      try {
        await this.#send(group.flatMap(({ messages }) => messages))
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
  async #send(messages: Message[]): Promise<void> {
    this.#link ??= await this.#connect()
    const link = this.#link
    try {
      if (messages.length === 0) await link.check()
      else await link.send(messages)
      this.bytes += sizeOf(messages)
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
const piecesOf = (messages: readonly Message[]): Message[][] => {
  const pieces: Message[][] = [[]]
  let bytes = 0
  for (const message of messages) {
    if (bytes > 0 && bytes + message.value.length > GROUP_BYTES) {
      pieces.push([])
      bytes = 0
    }
    pieces.at(-1)?.push(message)
    bytes += message.value.length
  }
  return pieces
}
