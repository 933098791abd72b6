// What the campaign breaks, one fault a line of the list: each strikes a running line, and resolves once what it broke is there again.
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../machine.ts'
import { isServing, type Line, type Part } from './line.ts'
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
const kill = (part: Part, share: number): Fault => ({
  name: `kill -9 ${part}`,
  kills: 1,
  share,
  fits: (line) => line.pids[part] !== undefined,
  strike: async (line, random) => {
    const there = line.pids[part] as () => number | undefined
    await eventually(`${part} runs`, there)
    if (random() < ONCE_IT_ANSWERS) await eventually(`${part} answers`, () => line.answers(part))
    await sleep(random() * SOON_MS)
    const pid = there()
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
    await eventually(`${part} runs again`, () => there() !== undefined && there() !== pid)
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
    for (const kept of line.kept) {
      const { kill, ended } = kept.current()
      kill('SIGTERM')
      const { code, stderr } = await ended
      if (code !== 0) throw new Error(`a process told to stop ended with ${code}: ${stderr.slice(-2000)}`)
    }
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

const away = (
  name: string,
  there: keyof Line,
  leave: (line: Line) => unknown,
  comeBack: (line: Line) => unknown,
): Fault => ({
  name,
  kills: 0,
  share: 1,
  fits: (line) => line[there] !== null,
  strike: async (line, _random, awayMs) => {
    await leave(line)
    await sleep(awayMs)
    await comeBack(line)
  },
})

export const FAULTS: readonly Fault[] = [
  kill('collector', 1),
  kill('engine', 1),
  kill('supervisor', 1),
  killBroker,
  sigterm,
  away(
    'broker stopped',
    'broker',
    ({ broker }) => broker?.stop('SIGTERM'),
    ({ broker }) => broker?.start(),
  ),
  away(
    'broker that hangs',
    'broker',
    ({ broker }) => broker?.freeze(),
    ({ broker }) => broker?.thaw(),
  ),
]
