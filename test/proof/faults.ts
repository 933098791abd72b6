// What the campaign breaks, one fault a line of the list: each strikes a running line, and resolves once what it broke is there again.
import { setTimeout as sleep } from 'node:timers/promises'
import type { KafkaBroker } from '../kafka-broker.ts'
import { canSlow, type Disk, slowDown } from './disk.ts'
import { answers, type Clocked, inTime, isServing, type Line, type Part, within } from './line.ts'
import type { Random } from './random.ts'

export type Fault = {
  name: string
  /** Processes that a strike kills with no warning; 0 for what is no kill. */
  kills: number
  /** How often it is drawn, among those of its sort. */
  share: number
  /** Whether there is anything of the kind in this line. */
  fits: (line: Line) => boolean
  strike: (line: Line, random: Random, awayMs: number) => Promise<void>
}

/** Most strikes come once the process answers, the others while it starts. */
const ONCE_IT_ANSWERS = 0.7
const SOON_MS = 1500

/** Kills a process at a moment that nobody chose, and waits for the one that replaces it. */
const kill = (part: string, share = 1): Fault => ({
  name: `kill -9 ${part}`,
  kills: 1,
  share,
  fits: (line) => line.parts[part] !== undefined,
  strike: async (line, random) => {
    const { pid: there, url } = line.parts[part] as Part
    await inTime(`${part} runs`, there)
    if (url !== '' && random() < ONCE_IT_ANSWERS) await inTime(`${part} answers`, () => answers({ pid: there, url }))
    await sleep(random() * SOON_MS)
    const pid = there()
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
    await inTime(`${part} runs again`, () => there() !== undefined && there() !== pid)
  },
})

const sigterm: Fault = {
  name: 'SIGTERM to all',
  kills: 0,
  share: 1,
  fits: () => true,
  strike: async (line, random) => {
    // Before it listens to it, the signal ends a process as it ends any.
    await isServing(line)
    await sleep(random() * SOON_MS)
    const stopping = line.kept.map(({ name, current }) => ({ name, ...current() }))
    for (const { kill } of stopping) kill('SIGTERM')
    const ends = stopping.map(({ name, ended }) => within(`${name}, told to stop, ends`, ended))
    for (const { code, stderr } of await Promise.all(ends))
      if (code !== 0) throw new Error(`a process told to stop ended with ${code}: ${stderr.slice(-2000)}`)
    await isServing(line)
  },
}

const killBroker: Fault = {
  name: 'kill -9 broker',
  kills: 1,
  share: 1,
  fits: ({ broker }) => broker !== null,
  strike: async ({ broker }, random) => {
    await sleep(random() * SOON_MS)
    await broker?.stop('SIGKILL')
    await broker?.start()
  },
}

/** Long enough for a kill to come between what is written and what says so. */
const SLOW_MS = 400

/** A disk whose syncs take long, then a kill: whatever was said before it was on disk would be lost. */
const slowDisk = (part: string): Fault => ({
  name: `slow disk, then kill -9 ${part}`,
  kills: 1,
  share: 1,
  // On a broker, the log is not on a collector's disk.
  fits: ({ broker, parts }) => canSlow && parts[part] !== undefined && (part !== 'collector' || broker === null),
  strike: async (line, random) => {
    const { pid: there, url } = line.parts[part] as Part
    await inTime(`${part} answers`, () => answers({ pid: there, url }))
    const pid = there() as number
    const end = await slowDown(pid, SLOW_MS)
    await sleep(SOON_MS + random() * 2 * SOON_MS)
    if (there() === pid) process.kill(pid, 'SIGKILL')
    await end()
    await inTime(`${part} runs again`, () => there() !== undefined && there() !== pid)
  },
})

/** Less than moves a visit to another day; what is received is dated by the collector's clock. */
const COLLECTOR_JUMP_MS = 40 * 60_000
/** What is counted does not depend on the engine's. */
const ENGINE_JUMP_MS = 3 * 24 * 3600_000

const clockJumps = (part: Clocked, most: number): Fault => ({
  name: `clock of the ${part} jumps`,
  kills: 0,
  share: 1,
  fits: () => true,
  strike: async (line, random) => {
    for (const ahead of [random() * most, -random() * most, 0]) {
      line.setClock(part, Math.round(ahead))
      await sleep(SOON_MS)
    }
  },
})

const fullDisk = (of: 'log' | 'store'): Fault => ({
  name: `disk full for the ${of}`,
  kills: 0,
  share: 1,
  fits: ({ disks }) => disks[of] !== null,
  strike: async ({ disks }, _random, awayMs) => {
    const disk = disks[of] as Disk
    for (const end = Date.now() + awayMs; Date.now() < end; await sleep(200)) disk.fill()
    disk.free()
  },
})

const brokerAway = (
  name: string,
  leave: (broker: KafkaBroker) => unknown,
  comeBack: (broker: KafkaBroker) => unknown,
): Fault => ({
  name,
  kills: 0,
  share: 1,
  fits: ({ broker }) => broker !== null,
  strike: async ({ broker }, _random, awayMs) => {
    await leave(broker as KafkaBroker)
    await sleep(awayMs)
    await comeBack(broker as KafkaBroker)
  },
})

const storeAway: Fault = {
  name: 'store stopped',
  kills: 0,
  share: 1,
  fits: ({ store }) => store !== null,
  strike: async ({ store }, _random, awayMs) => {
    const letGo = await store?.hold()
    await sleep(awayMs)
    letGo?.()
  },
}

/** All that is broken, where a line has it. */
export const FAULTS: readonly Fault[] = [
  kill('collector'),
  kill('engine'),
  // Killed itself, it no longer waits longer after each death of the others.
  kill('supervisor', 2),
  kill('processor 1'),
  kill('processor 2'),
  kill('web'),
  kill('store'),
  killBroker,
  slowDisk('collector'),
  slowDisk('engine'),
  slowDisk('store'),
  sigterm,
  fullDisk('log'),
  fullDisk('store'),
  clockJumps('collector', COLLECTOR_JUMP_MS),
  clockJumps('engine', ENGINE_JUMP_MS),
  storeAway,
  brokerAway(
    'broker stopped',
    (broker) => broker.stop('SIGTERM'),
    (broker) => broker.start(),
  ),
  brokerAway(
    'broker that hangs',
    (broker) => broker.freeze(),
    (broker) => broker.thaw(),
  ),
]
