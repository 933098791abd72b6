// The same collector and the same processor on Kafka, beside themselves on the embedded log: a real broker, on the cores that
// they share with it. CPU is that of our process alone.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSecrets, schoolYear } from '../../collector/pseudonym.ts'
import { service } from '../compose.ts'
import { openBroker, whyNoBroker } from '../kafka-broker.ts'
import { CONNECTIONS, measure, type Round, SERVER_CORE, type Server } from './collector.ts'
import { type Bench, type Figure, median, say, setting, short } from './figure.ts'
import { CLI, freePort, spend, startProcess, stopProcess } from './processes.ts'
import { fill, MARKERS, openNational } from './processor.ts'

const ROUNDS = setting('BENCH_ROUNDS', 5)
const LOGS = ['embedded', 'kafka'] as const
type Log = (typeof LOGS)[number]
type Rounds<Taken> = Record<Log, Taken>[]

export const benchKafka: Bench = async () => {
  if (whyNoBroker() !== null) throw new Error('no broker can be started here')
  const broker = await openBroker()
  try {
    return [...(await collectors(broker.address)), await processors(broker.address)]
  } finally {
    await broker.close()
  }
}

/** As docker-compose.yml runs a collector. */
const NODE_OPTIONS = String(service('collecteur1').environment?.NODE_OPTIONS)

const collectors = async (broker: string): Promise<Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const secrets = join(folder, 'secrets')
  openSecrets(secrets, true).of(schoolYear(Date.now()))
  const urls = { embedded: `lmdb:${folder}/log?octets=6e9`, kafka: `kafka://${broker}/collecte` }
  const open = async (log: Log) => {
    const port = await freePort()
    const env = { DATA: folder, SECRETS: secrets, LIMITE: '0', LISTEN: `127.0.0.1:${port}`, LOG_URL: urls[log] }
    return { child: await startProcess(CLI, ['collect'], { ...env, NODE_OPTIONS }, SERVER_CORE), port }
  }
  const opened = { embedded: await open('embedded'), kafka: await open('kafka') }
  const server = (log: Log): Server => ({ pid: opened[log].child.pid ?? 0, port: opened[log].port })
  try {
    const figures: Figure[] = []
    for (const connections of CONNECTIONS) {
      for (const log of LOGS) await measure(server(log), 1, connections, 2)
      const rounds: Rounds<Round> = []
      for (let n = 0; n < ROUNDS; n += 1)
        rounds.push({
          embedded: await measure(server('embedded'), 1, connections),
          kafka: await measure(server('kafka'), 1, connections),
        })
      const title = `collector on Kafka, 1 a post, ${connections} connections`
      figures.push(
        beside(`${title}, answered`, rounds, ({ perSecond }) => perSecond, 'markers/s', '≥ 0.70'),
        beside(`${title}, by CPU`, rounds, ({ cpuUs }) => 1e6 / cpuUs, 'markers/s a core', '≥ 0.70'),
      )
    }
    return figures
  } finally {
    await Promise.all(LOGS.map((log) => stopProcess(opened[log].child)))
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Each in an install of its own, by turns. */
const processors = async (broker: string): Promise<Figure> => {
  const rounds: Rounds<number> = []
  for (let round = 0; round < ROUNDS; round += 1)
    rounds.push({
      embedded: await take(round),
      kafka: await take(round, `kafka://${broker}/traitement-${round}`),
    })
  return beside('processor from Kafka, 1 marker a request', rounds, (perCore) => perCore, 'markers/s a core', '≥ 0.90')
}

/** A stream: each partition ends with a part of a batch, which costs a whole one. */
const STREAM = 3 * MARKERS

/** Markers a second of CPU. */
const take = async (round: number, logUrl?: string): Promise<number> => {
  const install = await openNational(logUrl)
  const { length } = await fill(install, round, STREAM)
  const { cpu } = await spend(() => install.engine.takeAll())
  await install.close()
  say(`${logUrl ?? 'embedded'}: ${short((cpu / length) * 1e6)} µs of CPU a marker`)
  return length / cpu
}

const beside = <Taken>(
  name: string,
  rounds: Rounds<Taken>,
  of: (taken: Taken) => number,
  unit: string,
  target: string,
): Figure => ({
  name,
  measured: `${short(median(rounds.map(({ kafka }) => of(kafka))))} ${unit}`,
  compared: `embedded ${short(median(rounds.map(({ embedded }) => of(embedded))))}`,
  ratio: median(rounds.map(({ kafka, embedded }) => of(kafka) / of(embedded))),
  target,
})
