// Keeps the processes of one machine running: starts them, starts again one that dies, and stops all together.
import { type ChildProcess, fork } from 'node:child_process'
import { constants, getPriority, setPriority } from 'node:os'

/** `yields`: where processors are short, the others run first. */
export type Supervised = { name: string; command: string[]; env?: Record<string, string>; yields?: true }

/** From one second, doubled at each death that follows soon after, to half a minute. */
const FIRST_DELAY_MS = 1000
const LONGEST_DELAY_MS = 30_000
/** A process that lived this long had started well. */
const STARTED_WELL_MS = 60_000
/** Exit code of a supervised process that can't run as things are: at its first start, starting it again would not help. */
export const UNUSABLE = 78

/**
 * Runs until the signal aborts or one of them can't start; resolves with the exit code of the whole. `ready` is called
 * once, when each has said that it is.
 */
export const supervise = (
  script: string,
  processes: readonly Supervised[],
  signal: AbortSignal,
  ready: () => void,
  now: () => number,
) =>
  new Promise<number>((done) => {
    const running = new Set<ChildProcess>()
    const waiting = new Set(processes.map(({ name }) => name))
    let code = 0
    let stopping = false
    const stop = () => {
      stopping = true
      for (const child of running) child.kill('SIGTERM')
      if (running.size === 0) done(code)
    }
    const start = (supervised: Supervised, delay: number) => {
      const { name, command, env, yields } = supervised
      const startedAt = now()
      // The channel closes if this process is killed, and the child then stops by itself: no orphan keeps a port.
      const child = fork(script, command, { env: { ...process.env, ...env } })
      running.add(child)
      // At once: on Linux a thread begins with the priority of the one that starts it, and this process has but one yet.
      if (yields) lowerPriority(child.pid)
      child.once('message', () => {
        if (waiting.delete(name) && waiting.size === 0) ready()
      })
      child.once('exit', (exitCode, killedBy) => {
        running.delete(child)
        if (stopping) return running.size === 0 ? done(code) : undefined
        // One that had started finds what it lacks again: a command that holds the store ends, a secret is deposited.
        if ((exitCode === UNUSABLE && waiting.has(name)) || exitCode === 0) {
          code = exitCode === 0 ? 0 : 1
          return stop()
        }
        const wait = now() - startedAt > STARTED_WELL_MS ? FIRST_DELAY_MS : delay
        process.stderr.write(`${name} s'est arrêté (${killedBy ?? exitCode}) ; relancé dans ${wait / 1000} s.\n`)
        setTimeout(() => {
          if (!stopping) start(supervised, Math.min(wait * 2, LONGEST_DELAY_MS))
        }, wait)
      })
    }
    signal.addEventListener('abort', stop)
    for (const one of processes) start(one, FIRST_DELAY_MS)
  })

/** To below normal, or not at all: who runs this may be that low already, or not be allowed to choose. */
const lowerPriority = (pid: number | undefined): void => {
  try {
    setPriority(pid as number, Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL))
  } catch {
    // It runs all the same, only not after the others.
  }
}
