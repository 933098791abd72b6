// When a process that stays does what: batches as they come, rebuilds at their pace, a purge a day. An outage of log or store is
// waited for, and ends by itself.
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { EVERY_MS } from './lease.ts'

/** All that was received until `at` is in the figures once what the log held then is counted and rebuilt. */
export type Mark = { at: number; isCounted: () => Promise<boolean> }

/** What there is to do, each alone; null where another process has its turn. */
export type Steps = {
  mark(): Promise<Mark>
  /** A batch into the store; `emptied` when nothing more waits in the log. */
  take(): Promise<{ emptied: boolean }>
  /** Rebuilds the dirty days, and returns how many; `complete`: all that was received before is in the store. */
  round(complete: number | null): Promise<number | null>
  /** Makes again some of what an import changed, when there is any. */
  follow(): Promise<unknown>
  /** Months and school years. */
  makeLong(): Promise<unknown>
  purge(): Promise<string[] | null>
  /** Tells Prometheus how far the figures go. */
  say(): Promise<void>
  failed(): void
}

/** How long small batches wait to become one insert. */
const BATCH_EVERY_MS = 1000
const SAY_EVERY_MS = 30_000
const PURGE_EVERY_MS = 24 * 3600 * 1000
/** What refuses a purge (a right, a disk) waits for a person: markers don't. */
const PURGE_AGAIN_MS = 3600 * 1000
const AFTER_OUTAGE_MS = 5 * BATCH_EVERY_MS

/** Until `signal`; `elapsed` in milliseconds, which never go back. */
export const keepRunning = async (
  steps: Steps,
  elapsed: () => number,
  signal: AbortSignal,
  logger: FastifyBaseLogger,
): Promise<void> => {
  let roundAfter = 0
  let longAfter = 0
  let purgeAfter = 0
  let sayAfter = 0
  let mark: Mark | null = null
  while (!signal.aborted) {
    try {
      const asked = elapsed()
      mark ??= await steps.mark()
      const { emptied } = await steps.take()
      if (asked >= roundAfter) {
        const complete = (await mark.isCounted()) ? mark.at : null
        const days = await steps.round(complete)
        if (complete !== null && days !== null) mark = null
        roundAfter = elapsed() + (days === null ? BATCH_EVERY_MS : EVERY_MS.court)
        if (days !== null && days > 0) logger.info({ jours: days, ms: elapsed() - asked }, 'rebuilt')
      }
      await steps.follow()
      if (asked >= sayAfter) {
        await steps.say()
        sayAfter = asked + SAY_EVERY_MS
      }
      if (emptied && asked >= longAfter) {
        await steps.makeLong()
        longAfter = elapsed() + EVERY_MS.long
      }
      if (emptied && asked >= purgeAfter) {
        purgeAfter = asked + PURGE_AGAIN_MS
        const said = await steps.purge()
        purgeAfter = asked + (said === null ? EVERY_MS.long : PURGE_EVERY_MS)
      }
      if (emptied) await sleep(BATCH_EVERY_MS, undefined, { signal })
    } catch (error) {
      if (signal.aborted) return
      // Nothing is committed: the same batch comes again.
      steps.failed()
      logger.error(error, 'the store or the log refused; trying again')
      await sleep(AFTER_OUTAGE_MS, undefined, { signal }).catch(() => {})
    }
  }
}
