// One process at a time rebuilds, among all that process: whoever holds the lease that the store keeps (table bail).
// Promises: of several that ask, one has it; the store's clock alone counts; a holder that dies or hangs loses it, and whatever
// it had sent by then, or sends when it wakes, changes no figure: its workshop is gone (atelier.ts).
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Unusable } from '../schema/folder.ts'
import { type Store, select } from '../schema/store.ts'
import { type Atelier, openAtelier } from './atelier.ts'

/** Whoever rebuilds at its own pace rests between two rounds, whichever process made the last. */
export type Pace = 'court' | 'long'

/** Rebuilding takes at most a twentieth of the machine, and never comes more often than this (design §5). */
const REBUILD_SHARE = 20
export const EVERY_MS: Record<Pace, number> = {
  court: 5000,
  /** Months and school years are made of many days: they follow at a pace of their own, within the same share. */
  long: 60_000,
}
/** How often a command looks whether it is its turn. */
const TURN_EVERY_MS = 500
/** A process that says nothing for so long is dead or hangs. */
const HOLD_MS = 60_000
const RENEWALS = 3

type State = { numero: string; porteur: string; tenu: number; court: number; long: number }

const NEW: State = { numero: '0', porteur: '', tenu: 0, court: 0, long: 0 }
/** On a replicated store, a state is read as the last one written, from whichever replica. */
const READ = `SELECT toString(numero) AS numero, porteur, tenu > now64(3) AS tenu, court > now64(3) AS court, long > now64(3) AS long
  FROM bail ORDER BY bail.numero DESC, bail.porteur LIMIT 1 SETTINGS select_sequential_consistency = 1`
const QUORUM = "insert_quorum = 'auto', insert_quorum_parallel = 0"

export type Lease = ReturnType<typeof openLease>

/** `elapsed`: milliseconds by a clock that nobody sets; by another, a rest would last as long as a jump of it, twenty times. */
export const openLease = (store: Store, elapsed: () => number, holdMs = HOLD_MS) => {
  const me = randomUUID()
  /** The number of the state that this process made and that still holds; null when it holds nothing. */
  let held: bigint | null = null
  let atelier: Atelier | null = null
  let renewal: NodeJS.Timeout | undefined
  let writing: Promise<unknown> = Promise.resolve()
  /** Numbers whose token was taken by an insert that never came to be. */
  let lost = 0n

  const read = async (): Promise<State> => (await select<State>(store, READ))[0] ?? NEW

  /** Sends the state that follows `after`; returns its number. */
  const send = async (after: bigint, porteur: string, forMs: number, rests: Partial<Record<Pace, number>>) => {
    const numero = after + 1n + lost
    const rest = (pace: Pace) =>
      rests[pace] === undefined
        ? `argMax(${pace}, numero)`
        : `now64(3) + toIntervalMillisecond(${Math.ceil(rests[pace])})`
    await store.command({
      query: `INSERT INTO bail SETTINGS insert_deduplication_token = 'bail-${numero}', ${QUORUM}
        SELECT 0, ${numero}, '${porteur}', now64(3) + toIntervalMillisecond(${forMs}), ${rest('court')}, ${rest('long')} FROM bail`,
    })
    return numero
  }

  /** Makes it, unless another did. */
  const hold = async (after: bigint) => {
    const numero = await send(after, me, holdMs, {})
    const state = await read()
    // A server killed as it wrote may have kept the token and not the row; the next try goes on to the next number.
    lost = BigInt(state.numero) === after ? lost + 1n : 0n
    return BigInt(state.numero) === numero && state.porteur === me ? numero : null
  }

  const renew = async (): Promise<void> => {
    if (held !== null) held = await hold(held)
  }

  /** A workshop to rebuild in; null when another process has the lease or, for a pace, when it rests. */
  const take = async (pace: Pace | null): Promise<Atelier | null> => {
    const before = await read()
    if (before.tenu !== 0 && before.porteur !== '' && before.porteur !== me) return null
    if (pace !== null && before[pace] !== 0) return null
    held = await hold(BigInt(before.numero))
    if (held === null) return null
    renewal = setInterval(() => {
      writing = writing.then(renew).catch(() => {})
    }, holdMs / RENEWALS)
    renewal.unref()
    const known = atelier
    atelier = await openAtelier(store, known, before.porteur !== '')
    // Whoever took it over since removed the workshops that it saw: one made meanwhile is for who still holds it alone.
    return atelier === known || (await read()).porteur === me ? atelier : null
  }

  /** `failed`: something was sent to the store and not answered, and may still run there: its workshop is never used again. */
  const giveBack = async (failed: boolean, rests: Partial<Record<Pace, number>>): Promise<void> => {
    clearInterval(renewal)
    await writing
    if (failed) atelier = null
    if (held !== null) await send(held, '', 0, rests)
    held = null
  }

  const during = async <Result>(
    pace: Pace | null,
    run: (atelier: Atelier) => Promise<Result>,
  ): Promise<Result | null> => {
    const started = elapsed()
    let failed = true
    try {
      const mine = await take(pace)
      const result = mine === null ? null : await run(mine)
      failed = false
      return result
    } finally {
      const rests = pace === null ? {} : { [pace]: Math.max(EVERY_MS[pace], (elapsed() - started) * REBUILD_SHARE) }
      await giveBack(failed, rests)
    }
  }

  return {
    /** Runs while no other process rebuilds; null when one does, or when the pace is not to come yet. One thing at a time. */
    during,
    /** The same at once, or as soon as the other has done; throws `Unusable` when this process is to end before. */
    inTurn: async <Result>(
      run: (atelier: Atelier) => Promise<Result>,
      isOver: () => boolean | undefined = () => false,
    ): Promise<Result> => {
      for (;;) {
        const result = await during(null, async (mine) => ({ done: await run(mine) }))
        if (result !== null) return result.done
        if (isOver()) throw new Unusable("Le moteur s'arrête avant que vienne le tour de la commande : relancez-la.")
        await sleep(TURN_EVERY_MS)
      }
    },
  }
}
