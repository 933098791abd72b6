// Processes of a bench: started on a core of their own, their CPU time and memory read from Linux.
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { cpus } from 'node:os'

export const CLI = new URL('../../cli.ts', import.meta.url).pathname
const canPin = cpus().length > 1 && spawnSync('taskset', ['-V']).status === 0

/** Runs a TypeScript file; resolves once it says that it is ready. `core`: the only one it may use. */
export const startProcess = (
  file: string,
  args: readonly string[],
  env: Record<string, string> = {},
  core?: number,
): Promise<ChildProcess> => {
  const command = [process.execPath, '--import', 'tsx', file, ...args]
  const [program, ...rest] = core !== undefined && canPin ? ['taskset', '-c', String(core), ...command] : command
  const child = spawn(program as string, rest, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  return new Promise((ready, fail) => {
    child.once('message', () => ready(child))
    child.stdout?.once('data', () => ready(child))
    child.once('exit', (code) => fail(new Error(`${file} exited with ${code}`)))
  })
}

export const stopProcess = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    child.once('exit', () => done())
    child.kill('SIGTERM')
  })

/** What a command of the product writes; the ledger exits 1 when it does not close, and still writes. */
export const runCommand = (args: readonly string[], env: Record<string, string>): Promise<string> =>
  new Promise((done, fail) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 1e9 }
    execFile(process.execPath, ['--import', 'tsx', CLI, ...args], options, (error, output, said) =>
      error === null || output !== '' ? done(output) : fail(new Error(said)),
    )
  })

/** Clock ticks a second in /proc: 100 on every Linux of today. */
const TICKS = 100

/** User and system time of a process, its threads included. */
export const cpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

export const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => parentOf(other) === pid)

const parentOf = (pid: number): number => {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1])
  } catch {
    return 0
  }
}

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

export type Spent = { seconds: number; cpu: number; peakMb: number; idleMb: number }

/** How often memory is looked at: chDB works on other threads, so the loop is free to. */
const LOOK_EVERY_MS = 10

/** Runs something in this process and tells what it took, memory in MB. */
export const spend = async (run: () => Promise<unknown>): Promise<Spent> => {
  const memory = () => process.memoryUsage.rss() / 1e6
  const idleMb = memory()
  let peakMb = idleMb
  const look = setInterval(() => {
    peakMb = Math.max(peakMb, memory())
  }, LOOK_EVERY_MS)
  const cpu = process.cpuUsage()
  const started = performance.now()
  await run()
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpu)
  clearInterval(look)
  return { seconds, cpu: (user + system) / 1e6, peakMb: Math.max(peakMb, memory()), idleMb }
}
