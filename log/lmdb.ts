// The embedded log: one LMDB environment that the collector appends to and the engine consumes, in two processes.
// Promises: an append is acknowledged after the commit is synced to disk; a batch is cut once and for ever.
//
// What is on disk, and what holds at any moment:
//   requests   group number → the requests of one commit, a JSON a line. Numbers follow each other without a hole.
//   meta       `journal`: names this log, so that tokens of another one never look like ours;
//              `position`: last group that is counted; `coupe`: last group of the batch under way, if it is > position.
//   compteurs  hour → position at that hour: what retention needs to know when a group was counted.
// Groups up to `position` may be forgotten; those after it never are.
import { randomBytes } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { type Database, open, type RootDatabase } from 'lmdb'
import { MAX_BODY_BYTES, type RawRequest } from '../schema/marker.ts'
import { type Batch, type LogState, LogUnavailable, type MarkerLog } from './log.ts'

/** A group is what one sync to disk acknowledges; the bound keeps a batch, which is whole groups, near its size. */
const GROUP_BYTES = 1024 * 1024
const HOUR_MS = 3600 * 1000
/** The log is full when a request of the largest body may not fit any more: it is then full for all, and says so. */
const ROOM_BYTES = 2 * MAX_BODY_BYTES
/** What tries the disk takes as much room as that. */
const TRIAL = 'x'.repeat(ROOM_BYTES)
/** What may wait for a disk that hangs. Beyond it, appends are refused at once: the memory of the process is not a log. */
const BACKLOG_BYTES = 64 * 1024 * 1024
/** Groups forgotten in one write, so that an append waits at most some milliseconds for it. */
const TRIM_CHUNK = 200
/** Requests read at a stretch: LMDB answers at once, so that nothing else of the process would run until the end of a long log. */
const SCAN_CHUNK = 500

type Waiting = { lines: string; resolve: () => void; reject: (error: Error) => void }

export class LmdbLog implements MarkerLog {
  readonly shared = false
  readonly #env: RootDatabase
  readonly #requests: Database<Buffer, number>
  readonly #meta: Database<string | number, string>
  readonly #compteurs: Database<number, number>
  readonly #journal: string
  readonly #maxBytes: number
  readonly #now: () => number
  #waiting: Waiting[] = []
  /** Of those that wait, and of those that are being written. */
  #backlog = 0
  #writing: Promise<void> | null = null
  #failed = false
  #closed = false
  #bytes = 0

  constructor(path: string, now: () => number, maxBytes: number) {
    this.#now = now
    this.#maxBytes = maxBytes
    this.#env = open({
      path,
      noSubdir: false,
      maxDbs: 4,
      // Address space, not disk.
      mapSize: maxBytes * 2,
      encoding: 'binary',
      // Off: a write resolves once its commit is synced, not before.
      overlappingSync: false,
      // Off: with it, a commit that fails also rejects a promise of lmdb's own that nobody can catch, which ends the process.
      eventTurnBatching: false,
    })
    this.#requests = this.#env.openDB<Buffer, number>({ name: 'requests', encoding: 'binary', keyEncoding: 'uint32' })
    this.#meta = this.#env.openDB<string | number, string>({ name: 'meta', encoding: 'json' })
    this.#compteurs = this.#env.openDB<number, number>({ name: 'compteurs', encoding: 'json' })
    // A killed process leaves its place in the reader table, which would keep freed pages from being used again.
    this.#env.readerCheck()
    this.#journal = this.#identity()
    this.#measure()
  }

  #identity(): string {
    this.#env.transactionSync(() => {
      if (this.#meta.get('journal') === undefined) this.#meta.putSync('journal', randomBytes(6).toString('hex'))
    })
    return this.#meta.get('journal') as string
  }

  get #position(): number {
    return (this.#meta.get('position') as number | undefined) ?? 0
  }

  #lastGroup(): number {
    for (const key of this.#requests.getKeys({ reverse: true, limit: 1 })) return Math.max(key, this.#position)
    return this.#position
  }

  #firstGroup(): number {
    for (const key of this.#requests.getKeys({ limit: 1 })) return key
    return this.#position + 1
  }

  #measure(): void {
    this.#requests.resetReadTxn()
    const { pageSize, treeLeafPageCount, treeBranchPageCount, overflowPages } = this.#requests.getStats() as Record<
      string,
      number
    >
    this.#bytes = (pageSize ?? 0) * ((treeLeafPageCount ?? 0) + (treeBranchPageCount ?? 0) + (overflowPages ?? 0))
  }

  append(requests: readonly RawRequest[]): Promise<void> {
    // A transaction of an environment that is closed would wait for ever.
    if (this.#closed) return Promise.reject(new LogUnavailable('the log is closed'))
    const lines = requests.map((request) => JSON.stringify(request)).join('\n')
    if (this.#backlog > 0 && this.#backlog + lines.length > BACKLOG_BYTES)
      return Promise.reject(new LogUnavailable('too much waits for the disk already'))
    this.#backlog += lines.length
    return new Promise<void>((resolve, reject) => {
      this.#waiting.push({ lines, resolve, reject })
      this.#writing ??= this.#writeAll()
    })
  }

  /**
   * Self-clocked group commit: while one commit is under way, arrivals wait; the next takes all of them, those too that
   * arrive until its transaction is open.
   */
  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      let group: Waiting[] = []
      try {
        const isWritten = await committed(
          this.#env.transaction(() => {
            group = this.#takeGroup()
            return this.#write(group)
          }),
        )
        if (!isWritten) await this.#tryDisk()
        this.#failed = false
        for (const { lines, resolve } of group) {
          this.#backlog -= lines.length
          resolve()
        }
      } catch (error) {
        this.#failed = true
        const refusal = new LogUnavailable(String((error as Error).message ?? error))
        // No transaction was open: those that waited for it are refused too.
        for (const { lines, reject } of group.length > 0 ? group : this.#takeGroup()) {
          this.#backlog -= lines.length
          reject(refusal)
        }
      }
    }
    this.#writing = null
  }

  #takeGroup(): Waiting[] {
    let bytes = 0
    let count = 0
    for (const { lines } of this.#waiting) {
      if (count > 0 && bytes + lines.length > GROUP_BYTES) break
      bytes += lines.length
      count += 1
    }
    return this.#waiting.splice(0, count)
  }

  /**
   * In a write transaction, where the number is taken: another process (`collect --from`) may append too. False when
   * there was nothing to write.
   */
  #write(group: Waiting[]): boolean {
    const value = Buffer.from(
      group
        .map(({ lines }) => lines)
        .filter((lines) => lines !== '')
        .join('\n'),
    )
    this.#measure()
    if (this.#bytes + Math.max(value.length, ROOM_BYTES) > this.#maxBytes) throw new Error('the log is full')
    if (value.length > 0) this.#requests.putSync(this.#lastGroup() + 1, value)
    return value.length > 0
  }

  /** Writes as much as a large request, and forgets it: on a full disk, freed pages still take a few bytes. */
  async #tryDisk(): Promise<void> {
    await committed(this.#meta.put('essai', TRIAL))
    await committed(this.#meta.remove('essai'))
  }

  async next(markers: number): Promise<Batch | null> {
    this.#requests.resetReadTxn()
    const position = this.#position
    const remembered = (this.#meta.get('coupe') as number | undefined) ?? 0
    const end = remembered > position ? remembered : null
    const requests: RawRequest[] = []
    let count = 0
    let group = position
    while (end === null ? count < markers : group < end) {
      const read = this.#read(group + 1)
      if (read === null) break
      group += 1
      for (const request of read) {
        requests.push(request)
        count += request.markers.length
      }
    }
    if (group === position) return null
    if (end === null) this.#meta.putSync('coupe', group)
    return {
      requests,
      position: `${this.#journal}-${position + 1}-${group}`,
      commit: async () => this.#commit(group),
    }
  }

  #commit(group: number): void {
    const hour = Math.floor(this.#now() / HOUR_MS) * HOUR_MS
    this.#env.transactionSync(() => {
      this.#meta.putSync('position', group)
      this.#compteurs.putSync(hour, group)
    })
  }

  #read(group: number): RawRequest[] | null {
    const value = this.#requests.get(group)
    if (value === undefined) return null
    return value
      .toString()
      .split('\n')
      .map((line) => JSON.parse(line) as RawRequest)
  }

  async *scan(what: 'pending' | 'counted'): AsyncIterable<RawRequest[]> {
    this.#requests.resetReadTxn()
    const position = this.#position
    const [first, last] = what === 'pending' ? [position + 1, this.#lastGroup()] : [this.#firstGroup(), position]
    let read = 0
    for (let group = first; group <= last; group += 1) {
      const requests = this.#read(group)
      if (requests === null) continue
      yield requests
      read += requests.length
      if (read < SCAN_CHUNK) continue
      read = 0
      await turn()
    }
  }

  async mark(): Promise<() => Promise<boolean>> {
    this.#requests.resetReadTxn()
    const last = this.#lastGroup()
    return async () => {
      this.#requests.resetReadTxn()
      return this.#position >= last
    }
  }

  async trim(now: number, keepMs: number): Promise<void> {
    this.#env.readerCheck()
    this.#requests.resetReadTxn()
    let counted = 0
    // An hour holds what was counted until its end.
    for (const { key, value } of [...this.#compteurs.getRange({ end: now - keepMs - HOUR_MS + 1 })]) {
      counted = value
      await committed(this.#compteurs.remove(key))
    }
    await this.#forget((group) => group <= counted)
    this.#measure()
    const position = this.#position
    await this.#forget((group) => this.#bytes > this.#maxBytes * KEEP_SHARE && group <= position)
  }

  async #forget(may: (group: number) => boolean): Promise<void> {
    for (;;) {
      const chunk: number[] = []
      for (const key of this.#requests.getKeys({ limit: TRIM_CHUNK })) if (may(key)) chunk.push(key)
      if (chunk.length === 0) return
      await committed(
        this.#env.transaction(() => {
          for (const key of chunk) this.#requests.removeSync(key)
        }),
      )
      this.#measure()
    }
  }

  state(): LogState {
    this.#measure()
    return { writable: !this.#failed, bytes: this.#bytes }
  }

  /** One read transaction: what other processes append meanwhile is not in it. Pages that hold nothing any more are left out. */
  copy(folder: string): Promise<void> {
    return this.#env.backup(folder, true)
  }

  async close(): Promise<void> {
    await this.#writing
    this.#closed = true
    await this.#env.close()
  }
}

/** Counted requests are kept for replays only up to this share of the size allowed: room is for what is not counted. */
const KEEP_SHARE = 0.5

/**
 * Waits for a commit. lmdb gives the cause of a failed one in a second promise, whose rejection would end the process
 * if nobody took it.
 */
const committed = async <Result>(write: Promise<Result>): Promise<Result> => {
  try {
    return await write
  } catch (error) {
    await (error as { commitError?: Promise<never> }).commitError
    throw error
  }
}
