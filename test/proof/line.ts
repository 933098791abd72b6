// The whole line as real processes, each started again when it ends as an init system does, and what a fault may do to it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { KafkaBroker } from '../kafka-broker.ts'
import { eventually, isAlive, type Machine, type Running } from '../machine.ts'
import type { Disk } from './disk.ts'

const AGAIN_AFTER_MS = 300
/** A supervisor waits up to half a minute before it starts again what dies often; then the process starts, on a busy machine. */
const PATIENCE_MS = 120_000
export const inTime = (what: string, isTrue: () => unknown): Promise<void> => eventually(what, isTrue, PATIENCE_MS)

/** What is awaited; throws with `what` when it takes too long. */
export const within = async <Result>(what: string, done: Promise<Result>, ms = PATIENCE_MS): Promise<Result> => {
  const late = Symbol()
  const first = await Promise.race([done, sleep(ms, late, { ref: false })])
  if (first === late) throw new Error(`not within ${ms / 1000} s: ${what}`)
  return first as Result
}

/** Of what a process wrote, its last lines. */
const LAST_WORDS = 1500

/** A process that is started again whenever it ends, or once it is let again. */
export const keepRunning = (name: string, launch: () => Running) => {
  let stopping = false
  let held: Promise<void> | null = null
  let letGo = () => {}
  let current = launch()
  let before = ''
  const ends: (number | null)[] = []
  const watch = async (): Promise<void> => {
    while (!stopping) {
      const { code, stderr } = await current.ended
      before = stderr.slice(-LAST_WORDS)
      ends.push(code)
      if (stopping) return
      await sleep(AGAIN_AFTER_MS)
      await held
      if (!stopping) current = launch()
    }
  }
  const watching = watch()
  const told = async (): Promise<void> => {
    current.kill('SIGTERM')
    await within(`${name}, told to stop, ends`, current.ended)
  }
  return {
    name,
    current: () => current,
    pid: () => (isAlive(current.pid) ? current.pid : undefined),
    /** How it ended, each time. */
    ends,
    /** How it is, and its last lines. */
    lastWords: (): string => {
      const how = isAlive(current.pid) ? `runs as ${current.pid}` : 'does not run'
      return `--- ${name} ${how}; ended with [${ends}]\n${(before + current.stderr()).slice(-LAST_WORDS)}`
    },
    /** Stops it, and holds it until what is returned is called. */
    hold: async (): Promise<() => void> => {
      held = new Promise((resolve) => {
        letGo = resolve
      })
      await told()
      return () => {
        held = null
        letGo()
      }
    },
    /** Throws when it has to be killed for that. */
    stop: async (): Promise<void> => {
      stopping = true
      letGo()
      await told().finally(() => current.kill('SIGKILL'))
      await watching
    },
  }
}
export type Kept = ReturnType<typeof keepRunning>

export type Prepare = (machine: Machine) => Promise<void>

/** A process of the line that can be killed. `url`: what it answers once it serves; '' for one that serves nothing itself. */
export type Part = { pid: () => number | undefined; url: string }

/** Whose clock can be set. */
export type Clocked = 'collector' | 'engine'

export type Line = {
  name: string
  machine: Machine
  parts: Readonly<Record<string, Part>>
  /** The processes that an operator stops, the store of a server aside; on one machine, the supervisor alone. */
  kept: readonly Kept[]
  /** The data folder of the engine that takes commands. */
  engineFolder: string
  /** Where the log is a broker's. */
  broker: KafkaBroker | null
  /** Where the store is a server's. */
  store: Kept | null
  /** Where its log and its store each have a small disk of their own. */
  disks: { log: Disk | null; store: Disk | null }
  setClock: (part: Clocked, aheadMs: number) => void
  /** Where the store's files are. */
  storeFolder: string
  /** Stops every process that writes; the store's files are then nobody's. */
  stop: () => Promise<void>
  close: () => Promise<void>
}

/** The clocks of a line's processes, which a preloaded file sets. */
export const openClock = (folder: string) => {
  const set: Line['setClock'] = (part, aheadMs) => writeFileSync(join(folder, part), String(aheadMs))
  set('collector', 0)
  set('engine', 0)
  return { set, env: { NODE_OPTIONS: `--import=${join(import.meta.dirname, 'clock.mjs')}`, PROOF_CLOCK: folder } }
}

export const answers = ({ url }: Part): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    (answer) => answer.body?.cancel().then(() => answer.ok) ?? answer.ok,
    () => false,
  )

/** All of it serves. */
export const isServing = async ({ parts }: Line): Promise<void> => {
  for (const [name, part] of Object.entries(parts))
    if (part.url !== '') await inTime(`${name} answers`, () => answers(part))
}
