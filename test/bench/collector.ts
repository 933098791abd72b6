// The durable collector beside a bare server: same posts, same load, one core each, by turns.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bench, type Figure, median, say, setting, short } from './figure.ts'
import { fireApart } from './load.ts'
import { CLI, cpuSeconds, freePort, startProcess, stopProcess } from './processes.ts'

const ROUNDS = setting('BENCH_ROUNDS', 5)
const SECONDS = setting('BENCH_SECONDS', 5)
const CONNECTIONS = 64
const SERVER_CORE = 0
const LOAD_CORE = 1

type Server = { pid: number; port: number }
type Round = { perSecond: number; cpuUs: number; p99: number }

export const benchCollector: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const [barePort, port] = [await freePort(), await freePort()]
  const bare = await startProcess(join(import.meta.dirname, 'bare.ts'), [], { PORT: String(barePort) }, SERVER_CORE)
  const env = { DATA: folder, LIMITE: '0', LISTEN: `127.0.0.1:${port}`, LOG_URL: `lmdb:${folder}/log?octets=6e9` }
  const ours = await startProcess(CLI, ['collect'], env, SERVER_CORE)
  const servers = { bare: { pid: bare.pid ?? 0, port: barePort }, ours: { pid: ours.pid ?? 0, port } }
  try {
    return [...(await compare(servers, 1, '≥ 0.80')), ...(await compare(servers, 50, '≥ 130 000 markers/s'))]
  } finally {
    await Promise.all([stopProcess(bare), stopProcess(ours)])
    rmSync(folder, { recursive: true, force: true })
  }
}

const compare = async (servers: { bare: Server; ours: Server }, markers: number, target: string): Promise<Figure[]> => {
  const rounds: { bare: Round; ours: Round }[] = []
  for (const server of [servers.bare, servers.ours]) await measure(server, markers, 2)
  for (let i = 0; i < ROUNDS; i += 1) {
    const round = { bare: await measure(servers.bare, markers), ours: await measure(servers.ours, markers) }
    say(`${markers} a post: ${describe(round.ours)} ; bare ${describe(round.bare)}`)
    rounds.push(round)
  }
  const of = (name: 'bare' | 'ours', what: keyof Round) => median(rounds.map((round) => round[name][what]))
  const ratio = (what: keyof Round) => median(rounds.map(({ bare, ours }) => ours[what] / bare[what]))
  const title = `collector, ${markers} a post`
  return [
    {
      name: `${title}, answered`,
      measured: `${short(of('ours', 'perSecond'))} markers/s, p99 ${short(of('ours', 'p99'))} ms`,
      compared: `bare ${short(of('bare', 'perSecond'))}, p99 ${short(of('bare', 'p99'))} ms`,
      ratio: ratio('perSecond'),
      target: markers === 1 ? target : '',
    },
    {
      name: `${title}, by CPU`,
      measured: `${short(1e6 / of('ours', 'cpuUs'))} markers/s a core`,
      compared: `bare ${short(1e6 / of('bare', 'cpuUs'))} a core`,
      ratio: 1 / ratio('cpuUs'),
      target,
    },
  ]
}

const describe = ({ perSecond, cpuUs }: Round) => `${short(perSecond)} markers/s, ${short(cpuUs)} µs of CPU each`

const measure = async ({ pid, port }: Server, markers: number, seconds = SECONDS): Promise<Round> => {
  const before = cpuSeconds(pid)
  const { accepted, posts, p99 } = await fireApart(
    { port, seconds, connections: CONNECTIONS, markers, rate: null },
    LOAD_CORE,
  )
  if (accepted !== posts * markers) throw new Error(`${posts * markers - accepted} markers were refused`)
  return { perSecond: accepted / seconds, cpuUs: ((cpuSeconds(pid) - before) * 1e6) / accepted, p99 }
}
