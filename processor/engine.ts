// The engine: the one owner of the store on a machine. It takes batches from the log, rebuilds what they made dirty, and
// runs what commands ask of it, one thing at a time, so that nothing is ever read half done.
import type { FastifyBaseLogger } from 'fastify'
import type { MarkerLog } from '../log/log.ts'
import { saveDirectory } from '../schema/directory.ts'
import { type Fraicheur, type Ledger, readFraicheur } from '../schema/ledger.ts'
import type { Directory } from '../schema/marker.ts'
import { type Store, select } from '../schema/store.ts'
import { loadDirectory } from './directory.ts'
import { sayFraicheur } from './freshness.ts'
import { readLedger } from './ledger.ts'
import { openMetrics } from './metrics.ts'
import { dirtyPeriods, type Genre, rebuildPeriods } from './periodes.ts'
import { BATCH_MARKERS, processBatch } from './process.ts'
import { purge } from './purge.ts'
import { type DirtyDay, daysBetween, dirtyDays, rebuild } from './rebuild.ts'
import { assertReplayable, type ReplayedDays, replay } from './replay.ts'

export type EngineOptions = {
  log: MarkerLog
  store: Store
  /** Destroys the secrets of past school years, and returns those years; `purge` calls it. */
  destroyPastSecrets: (now: number) => string[]
  /** Where the collector finds the reference data to answer `?verdict` by. */
  snapshot: string
  now: () => number
}

export type Progress = (step: { done: number; of: number; doing: string }) => void

/** Rebuilding takes at most a twentieth of the machine, and never comes more often than this (design §5). */
const REBUILD_SHARE = 20
const REBUILD_EVERY_MS = 5000
/** Months and school years are made of many days: they follow at a pace of their own, within the same share. */
const LONG_EVERY_MS = 60_000
const SHORT: readonly Genre[] = ['jour', 'semaine']
const LONG: readonly Genre[] = ['mois', 'annee']
/** How long small batches wait to become one insert. */
const BATCH_EVERY_MS = 1000
/** How often Prometheus learns how far the figures go. */
const SAY_EVERY_MS = 30_000
const PURGE_EVERY_MS = 24 * 3600 * 1000

export type Engine = Awaited<ReturnType<typeof openEngine>>

/** Opens the engine on a migrated store, and first finishes the batch that a killed one may have left under way. */
export const openEngine = async ({ log, store, destroyPastSecrets, snapshot, now }: EngineOptions) => {
  /** Reads the reference data to judge by, and leaves the collector its copy. */
  const learn = async (): Promise<Directory> => {
    const directory = await loadDirectory(store)
    saveDirectory(snapshot, directory)
    return directory
  }

  const metrics = openMetrics(log)
  let directory = await learn()
  let generation = await readGeneration(store)
  let queue: Promise<unknown> = Promise.resolve()

  /** Runs one thing after all that was asked before it. */
  const alone = <Result>(run: () => Promise<Result>): Promise<Result> => {
    const result = queue.then(run)
    queue = result.catch(() => {})
    return result
  }

  /** The next batch into the store: its markers, 0 when the log had none; `emptied` when nothing more waits there. */
  const take = async (markers: number): Promise<{ taken: number; emptied: boolean }> => {
    const batch = await log.next(markers)
    if (batch === null) return { taken: 0, emptied: true }
    await processBatch(batch, store, directory, generation)
    await batch.commit()
    const taken = batch.requests.reduce((sum, request) => sum + request.markers.length, 0)
    metrics.markers.inc(taken)
    return { taken, emptied: taken < markers && batch.more !== true }
  }

  /** The replays of the store: each under a generation of its own, and one that was killed begun again. */
  const replayNow = async (days: ReplayedDays): Promise<number> => {
    generation += 1
    const row = `${generation}, '${days.du}', '${days.au}'`
    await store.command({ query: `INSERT INTO rejeu VALUES (${row}, 0)` })
    const judged = await replay(store, log, directory, days, generation)
    await store.command({ query: `INSERT INTO rejeu VALUES (${row}, 1)` })
    return judged
  }

  while ((await take(0)).taken > 0);
  for (const days of await unfinishedReplays(store)) await replayNow(days)

  const takeAll = async (progress: Progress = () => {}): Promise<void> => {
    for (let done = 0; ; ) {
      const { taken } = await alone(() => take(BATCH_MARKERS))
      if (taken === 0) return
      done += taken
      progress({ done, of: 0, doing: 'marqueurs traités' })
    }
  }

  /** Rebuilds the days that are found once all that was asked before is done; returns how many. */
  const rebuildDays = (find: () => Promise<DirtyDay[]>, progress: Progress = () => {}): Promise<number> =>
    alone(async () => {
      const days = await find()
      let done = 0
      await rebuild(store, days, now, () => {
        done += 1
        progress({ done, of: days.length, doing: 'jours reconstruits' })
      })
      await makePeriods(SHORT, progress)
      return days.length
    })

  /** Makes the figures of the periods of these kinds whose days changed. */
  const makePeriods = async (genres: readonly Genre[], progress: Progress = () => {}): Promise<void> => {
    const periods = await dirtyPeriods(store, genres)
    let done = 0
    await rebuildPeriods(store, periods, now, () => {
      done += 1
      progress({ done, of: periods.length, doing: 'périodes calculées' })
    })
  }

  const rebuildDirty = (progress?: Progress) => rebuildDays(() => dirtyDays(store), progress)
  const rebuildBetween = (du: string, au: string, progress?: Progress) =>
    rebuildDays(() => daysBetween(store, du, au), progress)

  /** Runs while no batch is under way, none is left to finish, and nothing else changes the store. */
  const still = <Result>(run: () => Promise<Result>): Promise<Result> =>
    alone(async () => {
      while ((await take(0)).taken > 0);
      return run()
    })

  /** Empties the log into the store and rebuilds every dirty day. */
  const processAll = async (progress?: Progress): Promise<void> => {
    const asked = now()
    const isCounted = await log.mark()
    await takeAll(progress)
    await rebuildDirty(progress)
    await alone(() => makePeriods(LONG, progress))
    const complete = (await isCounted()) ? asked : null
    await alone(() => sayFraicheur(store, directory, complete))
  }

  /** What `start` does until it is told to stop: batches as they come, rebuilds at their pace, a purge a day. */
  const run = async (signal: AbortSignal, logger: FastifyBaseLogger): Promise<void> => {
    let rebuildAfter = 0
    let longAfter = 0
    let purgeAfter = 0
    let sayAfter = 0
    // When the log was last marked: all that was received until then is in the figures once what it held is counted and rebuilt.
    let mark: { at: number; isCounted: () => Promise<boolean> } | null = null
    while (!signal.aborted) {
      try {
        const asked = now()
        mark ??= { at: asked, isCounted: await log.mark() }
        const { emptied } = await alone(() => take(BATCH_MARKERS))
        if (asked >= rebuildAfter) {
          const complete = (await mark.isCounted()) ? mark.at : null
          const days = await rebuildDirty()
          await alone(() => sayFraicheur(store, directory, complete))
          if (complete !== null) mark = null
          const took = now() - asked
          rebuildAfter = now() + Math.max(REBUILD_EVERY_MS, took * REBUILD_SHARE)
          if (days > 0) metrics.rebuilds.observe(took / 1000)
          if (days > 0) logger.info({ jours: days, ms: took }, 'rebuilt')
        }
        if (asked >= sayAfter) {
          metrics.say(await fraicheur())
          sayAfter = asked + SAY_EVERY_MS
        }
        if (emptied && asked >= longAfter) {
          const started = now()
          await alone(() => makePeriods(LONG))
          longAfter = now() + Math.max(LONG_EVERY_MS, (now() - started) * REBUILD_SHARE)
        }
        if (emptied && asked >= purgeAfter) {
          await purgeNow()
          purgeAfter = asked + PURGE_EVERY_MS
        }
        if (!emptied) continue
        await pause(BATCH_EVERY_MS, signal)
      } catch (error) {
        // An outage of log or store: nothing is committed, the same batch comes again.
        metrics.failures.inc()
        logger.error(error, 'the store or the log refused; trying again')
        await pause(BATCH_EVERY_MS * 5, signal)
      }
    }
    await queue
  }

  const purgeNow = (): Promise<string[]> =>
    alone(async () => {
      const said = await purge(store, log, now())
      for (const year of destroyPastSecrets(now()))
        said.push(`Secret de l'année ${year} détruit : plus personne ne peut relier ses visiteurs à des personnes.`)
      directory = await learn()
      return said
    })

  /** Changes reference data, then judges by it. */
  const withReference = <Result>(change: () => Promise<Result>): Promise<Result> =>
    alone(async () => {
      const result = await change()
      directory = await learn()
      return result
    })

  /** Reads while nothing changes the store, months and school years first made of the latest days. */
  const reading = <Result>(read: () => Promise<Result>): Promise<Result> =>
    alone(async () => {
      await makePeriods(LONG)
      return read()
    })

  const ledger = (): Promise<Ledger> => alone(() => readLedger(store, log))

  const fraicheur = (): Promise<Fraicheur> => alone(() => readFraicheur(store))

  return {
    store,
    log,
    now,
    metrics: metrics.registry,
    still,
    takeAll,
    rebuildDirty,
    rebuildBetween,
    processAll,
    purgeNow,
    withReference,
    reading,
    ledger,
    fraicheur,
    run,
    replay: (days: ReplayedDays): Promise<number> =>
      alone(async () => {
        await assertReplayable(store, log, days)
        return replayNow(days)
      }),
  }
}

const readGeneration = async (store: Store): Promise<number> => {
  const [row] = await select<{ generation: number }>(store, 'SELECT max(generation) AS generation FROM rejeu')
  return row?.generation ?? 0
}

/** The last begun, when it is not done; those before it were done, or begun again by it. */
const unfinishedReplays = (store: Store): Promise<ReplayedDays[]> =>
  select(
    store,
    `SELECT du, au FROM (SELECT du, au, fini, generation FROM rejeu FINAL ORDER BY generation DESC LIMIT 1) WHERE fini = 0`,
  )

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
