// One machine for one test: a data folder, free ports, and the product's own commands as processes. What they write on
// their two outputs is kept; `close` stops what still runs and removes the folder.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { exportOpendata } from '../dashboards/opendata.ts'
import { OPENDATA_SETS } from '../schema/opendata.ts'
import { openStore } from '../schema/store.ts'
import { asCompiled } from './prepared.ts'

const CLI = resolve(import.meta.dirname, '..', 'cli.ts')
/** What a command may take at most on a busy machine, before the test says what it was doing. */
const PATIENCE_MS = 45_000
/** Settings of whoever runs the tests would change what is tested. */
const OUR_SETTINGS = ['DATA', 'LISTEN', 'WEB_LISTEN', 'ACCES', 'LOG_URL', 'STORE_URL', 'SECRETS', 'LIMITE']

export type Ended = { code: number | null; stdout: string; stderr: string }
export type Running = {
  pid: number
  stdout(): string
  stderr(): string
  kill(signal: NodeJS.Signals): void
  ended: Promise<Ended>
}

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** Resolves once `isTrue` is; throws with `what` when it takes too long. */
export const eventually = async (
  what: string,
  isTrue: () => unknown,
  patienceMs = PATIENCE_MS,
  everyMs = 50,
): Promise<void> => {
  const until = Date.now() + patienceMs
  while (!(await isTrue())) {
    if (Date.now() > until) throw new Error(`not seen in ${patienceMs / 1000} s: ${what}`)
    await sleep(everyMs)
  }
}

/**
 * The ministry's files of a data folder that no process holds, in one opening of its store; that the command writes the same is in
 * cli.test.ts. `du` and `au` are days.
 */
export const filesIn = async (data: string, du: string, au: string): Promise<string[]> => {
  const store = await openStore(`chdb:${join(data, 'store')}`, { readonly: true })
  const files: string[] = []
  for (const set of OPENDATA_SETS) {
    let text = ''
    for await (const piece of exportOpendata(store, { set, du, au, provisoire: true, now: Date.now() })) text += piece
    files.push(text)
  }
  await store.close()
  return files
}

/** Processes whose parent is `pid`, by the last word of their command. */
export const childrenOf = (pid: number): Map<string, number> => {
  const found = new Map<string, number>()
  for (const child of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    try {
      const stat = readFileSync(`/proc/${child}/stat`, 'utf8')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      if (parent !== pid) continue
      found.set(readFileSync(`/proc/${child}/cmdline`, 'utf8').split('\0').filter(Boolean).at(-1) ?? '', child)
    } catch {
      // It ended while it was looked at.
    }
  }
  return found
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** `command`: what Node runs a script by. */
export const openMachine = async (settings: NodeJS.ProcessEnv = {}, command = asCompiled) => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-'))
  const data = join(folder, 'data')
  const [port, webPort] = [await freePort(), await freePort()]
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OUR_SETTINGS.includes(name)))
  const env = {
    ...inherited,
    DATA: data,
    LISTEN: `127.0.0.1:${port}`,
    WEB_LISTEN: `127.0.0.1:${webPort}`,
    LIMITE: '0',
    ...settings,
  }
  const running = new Map<ChildProcess, Promise<Ended>>()
  let written = ''

  /** A process of the product, or of a test's own script, with other settings than the machine's where `more` gives them. */
  const launch = (args: readonly string[], more: NodeJS.ProcessEnv = {}, script = CLI): Running => {
    const child = spawn(process.execPath, [...command(script), ...args], {
      env: { ...env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
      written += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
      written += text
    })
    const ended = once(child, 'close').then(([code]): Ended => {
      running.delete(child)
      return { code, stdout, stderr }
    })
    running.set(child, ended)
    const pid = child.pid as number
    return { pid, stdout: () => stdout, stderr: () => stderr, kill: (signal) => child.kill(signal), ended }
  }

  /** A command that ends by itself. */
  const run = async (args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> => {
    const { ended, kill, stderr } = launch(args, more)
    const patience = setTimeout(() => kill('SIGKILL'), PATIENCE_MS)
    const end = await ended
    clearTimeout(patience)
    if (end.code === null) throw new Error(`mesure ${args.join(' ')} did not end: ${stderr()}`)
    return end
  }

  /** Everything on this machine, once the collector and the engine both answer. */
  const start = async (more: NodeJS.ProcessEnv = {}): Promise<Running> => {
    const all = launch(['start'], more)
    await eventually(`mesure start: ${all.stderr()}`, () => all.stdout().includes('Pages :') || !isAlive(all.pid))
    return all
  }

  const file = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }

  return {
    folder,
    data,
    url: `http://127.0.0.1:${port}`,
    webUrl: `http://127.0.0.1:${webPort}`,
    port,
    webPort,
    launch,
    run,
    start,
    /** A file beside the data folder. */
    file,
    /** All that any process of the machine wrote so far. */
    written: () => written,
    close: async () => {
      for (const child of running.keys()) child.kill('SIGTERM')
      const late = setTimeout(() => {
        for (const child of running.keys()) child.kill('SIGKILL')
      }, 15_000)
      await Promise.all(running.values())
      clearTimeout(late)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type Machine = Awaited<ReturnType<typeof openMachine>>
