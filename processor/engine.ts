// The engine: the one owner of the store on a machine, one of several on a cluster. It takes batches from the log, rebuilds
// what they made dirty while no other does, and runs what commands ask of it, one thing at a time; run.ts says when.
import type { FastifyBaseLogger } from 'fastify'
import type { MarkerLog } from '../log/log.ts'
import { saveDirectory } from '../schema/directory.ts'
import { type Fraicheur, type Ledger, readFraicheur } from '../schema/ledger.ts'
import type { Directory } from '../schema/marker.ts'
import { type Store, select } from '../schema/store.ts'
import type { Atelier } from './atelier.ts'
import { loadDirectory, referenceVersion } from './directory.ts'
import { sayFraicheur } from './freshness.ts'
import { openLease, type Pace } from './lease.ts'
import { readLedger } from './ledger.ts'
import { openMetrics } from './metrics.ts'
import { type DirtyPeriod, dirtyPeriods, type Genre, movedPeriods, rebuildPeriods } from './periodes.ts'
import { BATCH_MARKERS, processBatch } from './process.ts'
import { purge } from './purge.ts'
import { type DirtyDay, daysBetween, dirtyDays, rebuild } from './rebuild.ts'
import { assertReplayable, type ReplayedDays, replay } from './replay.ts'
import { keepRunning, type Steps } from './run.ts'

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

const SHORT: readonly Genre[] = ['jour', 'semaine']
const LONG: readonly Genre[] = ['mois', 'annee']
/** For how long at once a process that stays makes again what an import moved: batches and rounds come in between. */
const FOLLOW_MS = 2000
/** Paces and durations: the machine's clock may be set, and what waits for an hour of it would wait for days. */
const elapsed = () => performance.now()

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
  const lease = openLease(store, elapsed)
  let directory = await learn()
  let generation = await readGeneration(store)
  let known = await referenceVersion(store)
  /** By which reference data the territories of every period were last looked at. */
  let placed: string | null = null
  /** Periods that those place or count otherwise, still to make again. */
  let moved: DirtyPeriod[] = []
  let queue: Promise<unknown> = Promise.resolve()
  /** The store or the log refused in the middle of a batch: some of it may be in the store. */
  let isHalfDone = false
  /** Tells whoever runs to stop. */
  let stop: AbortSignal | undefined

  /** Runs one thing after all that was asked before it. */
  const alone = <Result>(run: () => Promise<Result>): Promise<Result> => {
    const result = queue.then(run)
    queue = result.catch(() => {})
    return result
  }

  /** The next batch into the store: its markers, 0 when the log had none; `emptied` when nothing more waits there. */
  const take = async (markers: number): Promise<{ taken: number; emptied: boolean }> => {
    const batch = await log.next(markers, stop)
    isHalfDone = batch !== null
    if (batch === null) return { taken: 0, emptied: true }
    const verdicts = await processBatch(batch, store, directory, generation)
    await batch.commit()
    isHalfDone = false
    const taken = batch.requests.reduce((sum, request) => sum + request.markers.length, 0)
    metrics.batches.inc()
    for (const [verdict, n] of verdicts) metrics.markers.inc({ verdict }, n)
    return { taken, emptied: taken < markers && batch.more !== true }
  }

  /**
   * Ends a half-done batch by the rules that judged it, before they change or what it inserted is removed: judged otherwise, it
   * would be counted for what its markers are not; and the store takes markers that were removed for copies of themselves.
   */
  const finish = async (): Promise<void> => {
    while (isHalfDone && (await take(0)).taken > 0);
  }

  /** Learns what another process imported, purged or replayed since. */
  const refresh = async (): Promise<void> => {
    const version = await referenceVersion(store)
    if (version === known) return
    await finish()
    directory = await learn()
    generation = await readGeneration(store)
    known = version
  }

  /** What is under the lease begins with the replay that a killed process left, if any. */
  const replayed =
    <Result>(run: (atelier: Atelier) => Promise<Result>) =>
    async (atelier: Atelier): Promise<Result> => {
      for (const days of await unfinishedReplays(store)) await replayNow(days)
      return run(atelier)
    }
  const during = <Result>(pace: Pace | null, run: (atelier: Atelier) => Promise<Result>) =>
    lease.during(pace, replayed(run))
  const inTurn = <Result>(run: (atelier: Atelier) => Promise<Result>) =>
    lease.inTurn(replayed(run), () => stop?.aborted)

  /** The replays of the store: each under a generation of its own, and one that was killed begun again. */
  const replayNow = async (days: ReplayedDays): Promise<number> => {
    generation = (await readGeneration(store)) + 1
    const row = `${generation}, '${days.du}', '${days.au}'`
    await store.command({ query: `INSERT INTO rejeu VALUES (${row}, 0)` })
    const judged = await replay(store, log, directory, days, generation)
    await store.command({ query: `INSERT INTO rejeu VALUES (${row}, 1)` })
    return judged
  }

  // Among several consumers, whoever has its part of the log next takes it up.
  if (!log.shared) while ((await take(0)).taken > 0);

  const takeAll = async (progress: Progress = () => {}): Promise<void> => {
    for (let done = 0; ; ) {
      const { taken } = await alone(() => take(BATCH_MARKERS))
      if (taken === 0) return
      done += taken
      progress({ done, of: 0, doing: 'marqueurs traités' })
    }
  }

  /** Rebuilds these days; returns how many. Their figures come next. */
  const rebuildDays = async (atelier: Atelier, days: DirtyDay[], progress: Progress = () => {}): Promise<number> => {
    let done = 0
    await rebuild(store, atelier, days, now, () => {
      done += 1
      progress({ done, of: days.length, doing: 'jours reconstruits' })
    })
    return days.length
  }

  const makePeriods = async (
    atelier: Atelier,
    genres?: readonly Genre[],
    progress: Progress = () => {},
  ): Promise<void> => {
    const periods = await dirtyPeriods(store, genres)
    const progressed = (done: number) => progress({ done, of: periods.length, doing: 'périodes calculées' })
    await rebuildPeriods(store, atelier, periods, now, progressed)
  }

  /** Makes again, for about so long, what an import moved or counts otherwise. */
  const placeAnew = async (atelier: Atelier, forMs: number, progress: Progress = () => {}): Promise<void> => {
    const version = await referenceVersion(store)
    if (version !== placed) moved = await movedPeriods(store, atelier)
    placed = version
    const of = moved.length
    const progressed = (done: number) => progress({ done, of, doing: 'périodes calculées' })
    moved = moved.slice(await rebuildPeriods(store, atelier, moved, now, progressed, forMs))
  }

  /** Every figure as it is to be: those of days that were rebuilt, then all that imports changed. */
  const makeRest = async (atelier: Atelier, progress?: Progress): Promise<void> => {
    await makePeriods(atelier, undefined, progress)
    await placeAnew(atelier, Number.POSITIVE_INFINITY, progress)
  }

  const rebuildFound = (find: () => Promise<DirtyDay[]>, progress?: Progress): Promise<number> =>
    alone(() =>
      inTurn(async (atelier) => {
        const days = await rebuildDays(atelier, await find(), progress)
        await makePeriods(atelier, SHORT, progress)
        return days
      }),
    )
  const rebuildDirty = (progress?: Progress) => rebuildFound(() => dirtyDays(store), progress)
  const rebuildBetween = (du: string, au: string, progress?: Progress) =>
    rebuildFound(() => daysBetween(store, du, au), progress)

  /** A round of `run`: null when another process has it. `complete`: all that was received before is in the store. */
  const round = (complete: number | null): Promise<number | null> =>
    alone(() =>
      during('court', async (atelier) => {
        const started = elapsed()
        const days = await rebuildDays(atelier, await dirtyDays(store))
        await makePeriods(atelier, SHORT)
        await sayFraicheur(store, directory, complete)
        if (days > 0) metrics.rebuilds.observe((elapsed() - started) / 1000)
        return days
      }),
    )

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
    // Before the days are looked for: what another process counts from then on may be in none of them.
    const complete = (await isCounted()) ? asked : null
    await alone(() =>
      inTurn(async (atelier) => {
        await rebuildDays(atelier, await dirtyDays(store), progress)
        await makeRest(atelier, progress)
        await sayFraicheur(store, directory, complete)
      }),
    )
  }

  /** What `start` does until it is told to stop. */
  const run = async (signal: AbortSignal, logger: FastifyBaseLogger): Promise<void> => {
    stop = signal
    const steps: Steps = {
      mark: async () => ({ at: now(), isCounted: await log.mark() }),
      take: () => alone(() => take(BATCH_MARKERS)),
      round: async (complete) => {
        await alone(refresh)
        return round(complete)
      },
      follow: async () => {
        if (known === placed && moved.length === 0) return
        await alone(() => during(null, (atelier) => placeAnew(atelier, FOLLOW_MS)))
      },
      makeLong: () => alone(() => during('long', (atelier) => makePeriods(atelier, LONG))),
      purge: () => purgeIn((purging) => during(null, purging)),
      say: async () => metrics.say(await fraicheur(), (await dirtyDays(store)).length),
      failed: () => metrics.failures.inc(),
    }
    await keepRunning(steps, elapsed, signal, logger)
    await queue
  }

  type Turn = (run: () => Promise<string[]>) => Promise<string[] | null>
  /** null when its turn does not come: batches don't wait for a process that died as it rebuilt. */
  const purgeIn = (turn: Turn): Promise<string[] | null> =>
    alone(async () => {
      await finish()
      const said = await turn(() => purge(store, log, now()))
      if (said === null) return null
      for (const year of destroyPastSecrets(now()))
        said.push(`Secret de l'année ${year} détruit : plus personne ne peut relier ses visiteurs à des personnes.`)
      directory = await learn()
      return said
    })
  const purgeNow = async (): Promise<string[]> => (await purgeIn(inTurn)) as string[]

  /** Changes reference data, then judges by it. */
  const withReference = <Result>(change: () => Promise<Result>): Promise<Result> =>
    alone(async () => {
      await finish()
      const result = await change()
      directory = await learn()
      return result
    })

  /** Reads while nothing changes the store, once every figure is as it is to be. */
  const reading = <Result>(read: () => Promise<Result>): Promise<Result> =>
    alone(() =>
      inTurn(async (atelier) => {
        await makeRest(atelier)
        return read()
      }),
    )

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
        await finish()
        await assertReplayable(store, log, days, now())
        return inTurn(() => replayNow(days))
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
