// The whole line as real processes, each started again when it ends as an init system does, and what a fault may do to it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type KafkaBroker, openBroker } from '../kafka-broker.ts'
import { childrenOf, eventually, isAlive, type Machine, openMachine, type Running } from '../machine.ts'
import { type Disk, mountDisk } from './disk.ts'

const AGAIN_AFTER_MS = 300

/** A process that is started again whenever it ends. */
const keepRunning = (launch: () => Running) => {
  let stopping = false
  let current = launch()
  const ends: (number | null)[] = []
  const watch = async (): Promise<void> => {
    while (!stopping) {
      const { code } = await current.ended
      ends.push(code)
      if (stopping) return
      await sleep(AGAIN_AFTER_MS)
      if (!stopping) current = launch()
    }
  }
  const watching = watch()
  return {
    current: () => current,
    /** How it ended, each time. */
    ends,
    stop: async (): Promise<void> => {
      stopping = true
      current.kill('SIGTERM')
      await watching
    },
  }
}
type Kept = ReturnType<typeof keepRunning>

export type Part = 'collector' | 'engine' | 'supervisor'
export type Prepare = (machine: Machine) => Promise<void>

export type Line = {
  name: string
  machine: Machine
  /** Of each part that can be killed, the process that is it now. */
  pids: Partial<Record<Part, () => number | undefined>>
  /** Whether a part answers what it serves. */
  answers: (part: Part) => Promise<boolean>
  /** The processes that an operator stops; on one machine, the supervisor alone. */
  kept: readonly Kept[]
  /** Where the log is a broker's. */
  broker: KafkaBroker | null
  /** Where its log and its store each have a small disk of their own. */
  disks: { log: Disk | null; store: Disk | null }
  /** How far ahead the clock of a part is. */
  setClock: (part: 'collector' | 'engine', aheadMs: number) => void
  close: () => Promise<void>
}

const ok = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    (answer) => answer.body?.cancel().then(() => answer.ok) ?? answer.ok,
    () => false,
  )

const answersOf =
  (machine: Machine) =>
  (part: Part): Promise<boolean> =>
    part === 'engine' ? ok(`${machine.webUrl}/api/fraicheur`) : ok(`${machine.url}/health`)

/** The clocks of a line's processes, which a preloaded file sets. */
const openClock = (folder: string) => {
  const set: Line['setClock'] = (part, aheadMs) => writeFileSync(join(folder, part), String(aheadMs))
  set('collector', 0)
  set('engine', 0)
  return { set, env: { NODE_OPTIONS: `--import=${join(import.meta.dirname, 'clock.mjs')}`, PROOF_CLOCK: folder } }
}

/** One machine under `mesure start`: embedded log, embedded store. */
export const openEmbedded = async (prepare: Prepare): Promise<Line> => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-disks-'))
  const [log, store] = ['log', 'store'].map((name) => mountDisk(join(folder, name))) as [Disk | null, Disk | null]
  const clock = openClock(folder)
  const machine = await openMachine({
    LOG_URL: `lmdb:${join(folder, 'log', 'lmdb')}`,
    STORE_URL: `chdb:${join(folder, 'store', 'chdb')}`,
    ...clock.env,
  })
  await prepare(machine)
  const supervisor = keepRunning(() => machine.launch(['start']))
  const pid = () => supervisor.current().pid
  return {
    name: 'embedded',
    machine,
    pids: {
      supervisor: pidOf(supervisor),
      collector: () => childrenOf(pid()).get('collect'),
      engine: () => childrenOf(pid()).get('engine'),
    },
    answers: answersOf(machine),
    kept: [supervisor],
    broker: null,
    disks: { log, store },
    setClock: clock.set,
    close: async () => {
      await supervisor.stop()
      await machine.close()
      for (const disk of [log, store]) disk?.unmount()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const pidOf =
  ({ current }: Kept) =>
  () =>
    isAlive(current().pid) ? current().pid : undefined

/** Its log on a real broker of its own; each process is started by itself, as containers are. */
export const openKafka = async (prepare: Prepare): Promise<Line> => {
  const broker = await openBroker()
  const folder = mkdtempSync(join(tmpdir(), 'mesure-clock-'))
  const clock = openClock(folder)
  const machine = await openMachine({ LOG_URL: `kafka://${broker.address}/marqueurs?partitions=4`, ...clock.env })
  await prepare(machine)
  const [collector, engine] = ['collect', 'engine'].map((name) => keepRunning(() => machine.launch([name]))) as [
    Kept,
    Kept,
  ]
  return {
    name: 'kafka',
    machine,
    pids: { collector: pidOf(collector), engine: pidOf(engine) },
    answers: answersOf(machine),
    kept: [collector, engine],
    broker,
    disks: { log: null, store: null },
    setClock: clock.set,
    close: async () => {
      await Promise.all([collector.stop(), engine.stop()])
      await machine.close()
      rmSync(folder, { recursive: true, force: true })
      await broker.close()
    },
  }
}

/** All of it serves. */
export const isServing = async (line: Line): Promise<void> => {
  await eventually('the collector answers', () => line.answers('collector'))
  await eventually('the engine answers', () => line.answers('engine'))
}
