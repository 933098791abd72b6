// The durable collector beside a bare server, and beside itself without its log: same posts, same load, one core, by turns.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bench, type Figure, median, say, setting, short } from './figure.ts'
import { fireApart } from './load.ts'
import { CLI, cpuSeconds, freePort, startProcess, stopProcess } from './processes.ts'

const ROUNDS = setting('BENCH_ROUNDS', 5)
const SECONDS = setting('BENCH_SECONDS', 5)
/** Few, and as many as browsers hold open at the peak: a sync to disk answers all who wait for it. */
export const CONNECTIONS = [64, 512]
export const SERVER_CORE = 0
const LOAD_CORE = 1

export type Server = { pid: number; port: number }
export type Round = { perSecond: number; cpuUs: number; p99: number }
type Name = 'ours' | 'unlogged' | 'bare'
type Servers = Record<Name, Server>
const NAMES: readonly Name[] = ['bare', 'unlogged', 'ours']

export const benchCollector: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const [barePort, unloggedPort, port] = [await freePort(), await freePort(), await freePort()]
  const own = (file: string, at: number) =>
    startProcess(join(import.meta.dirname, file), [], { PORT: String(at) }, SERVER_CORE)
  const bare = await own('bare.ts', barePort)
  const unlogged = await own('unlogged.ts', unloggedPort)
  const env = { DATA: folder, LIMITE: '0', LISTEN: `127.0.0.1:${port}`, LOG_URL: `lmdb:${folder}/log?octets=6e9` }
  const ours = await startProcess(CLI, ['collect'], env, SERVER_CORE)
  const servers: Servers = {
    bare: { pid: bare.pid ?? 0, port: barePort },
    unlogged: { pid: unlogged.pid ?? 0, port: unloggedPort },
    ours: { pid: ours.pid ?? 0, port },
  }
  try {
    const figures: Figure[] = []
    for (const connections of CONNECTIONS) figures.push(...(await compare(servers, 1, connections)))
    return [...figures, ...(await compare(servers, 50, CONNECTIONS[0] as number))]
  } finally {
    await Promise.all([bare, unlogged, ours].map(stopProcess))
    rmSync(folder, { recursive: true, force: true })
  }
}

const compare = async (servers: Servers, markers: number, connections: number): Promise<Figure[]> => {
  for (const name of NAMES) await measure(servers[name], markers, connections, 2)
  const rounds: Record<Name, Round>[] = []
  for (let i = 0; i < ROUNDS; i += 1) {
    const round = {} as Record<Name, Round>
    for (const name of NAMES) round[name] = await measure(servers[name], markers, connections)
    say(`${markers} a post: ${NAMES.map((name) => `${name} ${describe(round[name])}`).join(' ; ')}`)
    rounds.push(round)
  }
  const of = (name: Name, what: keyof Round) => median(rounds.map((round) => round[name][what]))
  const beside = (name: Name, what: keyof Round) => median(rounds.map((round) => round.ours[what] / round[name][what]))
  const title = `collector, ${markers} a post, ${connections} connections`
  return (['bare', 'unlogged'] as const).flatMap((name) => [
    {
      name: `${title}, answered`,
      measured: `${short(of('ours', 'perSecond'))} markers/s, p99 ${short(of('ours', 'p99'))} ms`,
      compared: `${name} ${short(of(name, 'perSecond'))}, p99 ${short(of(name, 'p99'))} ms`,
      ratio: beside(name, 'perSecond'),
      target: markers === 1 ? '≥ 0.80' : '',
    },
    {
      name: `${title}, by CPU`,
      measured: `${short(1e6 / of('ours', 'cpuUs'))} markers/s a core`,
      compared: `${name} ${short(1e6 / of(name, 'cpuUs'))} a core`,
      ratio: 1 / beside(name, 'cpuUs'),
      target: markers === 1 ? '≥ 0.80' : '≥ 130 000 markers/s',
    },
  ])
}

const describe = ({ perSecond, cpuUs }: Round) => `${short(perSecond)} markers/s, ${short(cpuUs)} µs of CPU each`

export const measure = async (
  { pid, port }: Server,
  markers: number,
  connections: number,
  seconds = SECONDS,
): Promise<Round> => {
  const before = cpuSeconds(pid)
  const { accepted, posts, p99 } = await fireApart({ port, seconds, connections, markers, rate: null }, LOAD_CORE)
  if (accepted !== posts * markers) throw new Error(`${posts * markers - accepted} markers were refused`)
  return { perSecond: accepted / seconds, cpuUs: ((cpuSeconds(pid) - before) * 1e6) / accepted, p99 }
}
