// Where received requests wait, on disk, until the processor has counted them; and where a replay reads them again.
import type { RawRequest } from '../schema/marker.ts'

/** Requests in the order of the log. */
export type Batch = {
  requests: RawRequest[]
  /** True when there may be more to deliver, however few these are: on Kafka, a batch is of one partition. */
  more?: true
  /** Names this range of the log, for ever: the token of the insert it leads to. */
  position: string
  /**
   * Says that the batch is in the store. Until then it is delivered again, with the same bounds. When it has become
   * another consumer's meanwhile, this does nothing, and that one commits it.
   */
  commit(): Promise<void>
}

export type LogState = {
  /** False while appends can't be made durable. */
  writable: boolean
  /** Bytes of requests on disk, counted and not yet counted; on Kafka, those that this process put there. */
  bytes: number
  /**
   * Messages that no commit covers in the partitions of this consumer, as its last `next` saw them (Kafka). A message holds
   * what one collector took for a partition while the broker wrote: one request when few come, some hundreds when many do.
   */
  lag?: number
  /** Lines that this consumer set aside because they were no request (Kafka). */
  aside?: number
}

/**
 * The log between collector and processor. What `append` acknowledged survives a kill of any process, and is delivered
 * at least once, in order, to the one consumer; a batch that was delivered and not committed comes back cut the same.
 * On Kafka several consumers each have some of the schools, and the order holds for each school.
 */
export interface MarkerLog {
  /** Whether other consumers may be taking batches at the same time. */
  readonly shared: boolean
  /** Resolves once the requests are on disk. Rejects with `LogUnavailable` when they are not, and may never be. */
  append(requests: readonly RawRequest[]): Promise<void>
  /**
   * The next batch of about `markers` markers that no commit covers; null when there is none. With 0, only the batch
   * that was delivered and not committed, which a killed consumer may have left under way. Where other consumers may keep it
   * waiting, `signal` ends that: it then rejects with `LogUnavailable`.
   */
  next(markers: number, signal?: AbortSignal): Promise<Batch | null>
  /** Reads without consuming: what no commit covers (`pending`), or what commits cover and is still kept (`counted`). */
  scan(what: 'pending' | 'counted'): AsyncIterable<RawRequest[]>
  /**
   * Marks all that it holds now. What is returned says whether commits cover it, whichever consumer made them.
   */
  mark(): Promise<() => Promise<boolean>>
  /**
   * Forgets what was committed more than `keepMs` ago, and, oldest first, what is over the size allowed; a log whose
   * brokers forget by themselves leaves it to them.
   */
  trim(now: number, keepMs: number): Promise<void>
  state(): LogState
  /** Copies to an empty folder all that it holds, as it is now. Absent where brokers keep it. */
  copy?(folder: string): Promise<void>
  close(): Promise<void>
}

/** The log can't take requests now: full, or its disk or broker refuses. The sender is to try again later. */
export class LogUnavailable extends Error {
  override name = 'LogUnavailable'
}
