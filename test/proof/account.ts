// What was sent beside what the line says became of it.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, callEngine } from '../../processor/control.ts'
import type { Ledger } from '../../schema/ledger.ts'
import { inTime, type Line, within } from './line.ts'
import type { Load } from './load.ts'

/** In markers. */
export type Account = {
  sent: number
  accepted: number
  counted: number
  doublons: number
  rejected: number
  pending: number
  /** What does not add up, in sentences. */
  missing: readonly string[]
}

const DRAINED_WITHIN_MS = 180_000
const LEDGER_MS = 30_000
/** Where several processes work, a ledger read between two of their steps may not add up once. */
const READINGS = 5

/** A log that has just come back may refuse once. */
const ledgerOf = async (line: Line): Promise<Ledger> => {
  let ledger: Ledger | null = null
  await inTime('the ledger is read', async () => {
    const signal = AbortSignal.timeout(LEDGER_MS)
    const answer = await fetch(`${line.machine.webUrl}/api/registre`, { signal }).catch(() => null)
    if (answer?.ok) ledger = (await answer.json()) as Ledger
    return ledger !== null
  })
  return ledger as unknown as Ledger
}

/** A command, by the engine's own socket: a process started for each would take longer than what it asks. */
export const askEngine = async ({ engineFolder }: Line, name: string, args: string[], options: Command['options']) => {
  let text = ''
  const write = (piece: string | Uint8Array) => {
    text += piece
  }
  const output = { write, say: () => {}, progress: () => {} }
  const code = await within(`${name} is answered`, callEngine(engineFolder, { name, args, options }, output))
  return { code, text }
}

/** Whether every marker is accounted for while the line works. */
export const isClosed = async (line: Line): Promise<boolean> => {
  for (let reading = 1; ; reading += 1) {
    const { ferme } = await ledgerOf(line)
    if (ferme || reading === READINGS) return ferme
    await sleep(500)
  }
}

const sum = ({ lignes }: Ledger, field: 'recus' | 'comptes' | 'doublons' | 'enAttente'): number =>
  lignes.reduce((total, line) => total + line[field], 0)

const received = (ledger: Ledger): number => sum(ledger, 'recus')

/**
 * The ledger once nothing waits, and once more after that: where there are several processes, what one has counted another may
 * be about to put into the week. A busy machine rebuilds rarely, so it is asked to.
 */
export const drain = async (line: Line, { acceptedMarkers }: Load['counts']): Promise<Ledger> => {
  let wasSettled = false
  for (const end = Date.now() + DRAINED_WITHIN_MS; ; ) {
    const { code } = await askEngine(line, 'process', [], { once: true }).catch(() => ({ code: 1 }))
    const ledger = await ledgerOf(line)
    const isSettled = code === 0 && sum(ledger, 'enAttente') === 0 && received(ledger) >= acceptedMarkers
    if ((isSettled && wasSettled) || Date.now() > end) return ledger
    wasSettled = isSettled
    if (!isSettled) await sleep(500)
  }
}

/** Each marker that the collector took counts once; a copy that it took too is a doublon, an unknown school's is rejected. */
export const accountOf = (ledger: Ledger, { accepted, counts, unexpected }: Load): Account => {
  const markersOf = (unknown: boolean) =>
    accepted
      .filter(({ kind }) => (kind === 'unknown') === unknown)
      .reduce((total, { markers }) => total + markers.length, 0)
  const rejects = ledger.lignes.flatMap(({ rejetes }) => Object.entries(rejetes))
  const rejected = rejects.reduce((total, [, n]) => total + n, 0)
  const [counted, doublons, pending] = (['comptes', 'doublons', 'enAttente'] as const).map((field) =>
    sum(ledger, field),
  ) as [number, number, number]
  const recus = received(ledger)
  const claims: [string, boolean][] = [
    ['the ledger does not close', ledger.ferme],
    [`${pending} markers still wait`, pending === 0],
    [`${counted} markers are counted, not ${markersOf(false)}`, counted === markersOf(false)],
    [`${rejected} markers are rejected, of at least ${markersOf(true)}`, rejected >= markersOf(true)],
    ['a marker is rejected for another reason than its school', rejects.every(([reason]) => reason === 'uai_inconnu')],
    [`${recus} markers are received, of ${counts.acceptedMarkers} accepted`, recus >= counts.acceptedMarkers],
    [`${recus} markers are received, of ${counts.postedMarkers} sent`, recus <= counts.postedMarkers],
    [`${recus} received are not ${counted + doublons + rejected}`, recus === counted + doublons + rejected + pending],
    [`well-formed openings are refused: ${unexpected.join(', ')}`, unexpected.length === 0],
  ]
  return {
    sent: counts.postedMarkers,
    accepted: counts.acceptedMarkers,
    counted,
    doublons,
    rejected,
    pending,
    missing: claims.filter(([, holds]) => !holds).map(([sentence]) => sentence),
  }
}
