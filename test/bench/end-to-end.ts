// The whole machine as `mesure start` runs it, at a steady rate on two cores with the load generator: nothing lost, and
// quick answers. Compared with the bare server under the same load.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ledger } from '../../schema/ledger.ts'
import { type Bench, say, setting, short } from './figure.ts'
import { annuaireCsv, projetsJson, SCHOOLS } from './invented.ts'
import { type Answered, fireApart, type Latencies, type Load } from './load.ts'
import { CLI, childrenOf, cpuSeconds, freePort, runCommand, startProcess, stopProcess } from './processes.ts'

const RATE = setting('BENCH_RATE', 5000)
const SECONDS = setting('BENCH_SECONDS', 60)
const BARE_SECONDS = Math.min(SECONDS, 15)
/** A process that just started runs code that is not compiled yet: of 60 s, its first alone are more than one in a hundred. */
const WARM_UP_S = setting('BENCH_WARM_UP', 10)
const CONNECTIONS = 256
/** The engine takes what is left in the log at its own pace. */
const DRAINED_WITHIN_S = 60

export const benchEndToEnd: Bench = async () => {
  const bare = await measureBare()
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const [port, webPort] = [await freePort(), await freePort()]
  const env = { DATA: folder, LIMITE: '0', LISTEN: `127.0.0.1:${port}`, WEB_LISTEN: `127.0.0.1:${webPort}` }
  writeFileSync(join(folder, 'annuaire.csv'), annuaireCsv(SCHOOLS))
  writeFileSync(join(folder, 'projets.json'), projetsJson())
  await runCommand(['import', 'annuaire', join(folder, 'annuaire.csv')], env)
  await runCommand(['import', 'projets', join(folder, 'projets.json')], env)
  const main = await startProcess(CLI, ['start'], env)
  const processes = childrenOf(main.pid ?? 0)
  const before = processes.map(cpuSeconds)
  const answered = await fireApart(loadOf(port, SECONDS))
  const cores = processes.map((pid, i) => (cpuSeconds(pid) - (before[i] as number)) / (WARM_UP_S + SECONDS))
  const ledger = await readDrained(env)
  await stopProcess(main)
  rmSync(folder, { recursive: true, force: true })

  const recus = ledger.lignes.reduce((sum, line) => sum + line.recus, 0)
  const described = ({ p50, p99, longest }: Latencies) =>
    `p50 ${short(p50)} ms, p99 ${short(p99)} ms, longest ${short(longest)} ms`
  say(`cores used: ${cores.map(short).join(', ')}; ${described(answered)}`)
  say(`first ${WARM_UP_S} s, just started: ${described(answered.cold)}; bare ${described(bare.cold)}`)
  return [
    {
      name: `end to end, ${short(RATE)} markers/s for ${SECONDS} s, in the ledger`,
      measured: `${short(recus)}${ledger.ferme ? ', closed' : ', NOT closed'}`,
      compared: `acknowledged ${short(answered.accepted)} of ${short(answered.posts)}`,
      ratio: recus / answered.accepted,
      target: 'nothing lost: 1',
    },
    {
      name: 'end to end, p99 of answers',
      measured: `${short(answered.p99)} ms`,
      compared: `bare, same load ${short(bare.p99)} ms`,
      ratio: answered.p99 / bare.p99,
      target: '< 50 ms',
    },
  ]
}

const loadOf = (port: number, seconds: number): Load => {
  return { port, seconds, connections: CONNECTIONS, markers: 1, rate: RATE, warmUp: WARM_UP_S }
}

const measureBare = async (): Promise<Answered> => {
  const port = await freePort()
  const server = await startProcess(join(import.meta.dirname, 'bare.ts'), [], { PORT: String(port) })
  const answered = await fireApart(loadOf(port, BARE_SECONDS))
  await stopProcess(server)
  return answered
}

/** The ledger once nothing waits any more, or as it is when that takes too long. */
const readDrained = async (env: Record<string, string>): Promise<Ledger> => {
  for (let second = 0; ; second += 5) {
    const ledger = JSON.parse(await runCommand(['ledger', '--json'], env)) as Ledger
    if (second >= DRAINED_WITHIN_S || ledger.lignes.every(({ enAttente }) => enAttente === 0)) return ledger
    await new Promise((done) => setTimeout(done, 5000))
  }
}
