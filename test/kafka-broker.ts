// A real Kafka broker for tests: one node, on free ports of this machine, in a temporary folder.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kafka, logLevel } from 'kafkajs'
import { jarsOf, missingJars } from './jars.ts'
import { freePort } from './machine.ts'

const POM = join(import.meta.dirname, 'kafka', 'pom.xml')
const JARS = 'kafka-4.3.1'
const START_MS = 60_000

/** Why no broker can be started here; null when one can. In CI one must: the reason is thrown. */
export const whyNoBroker = (): string | null => {
  const reason = missingJars(JARS, POM)
  if (reason !== null && process.env.CI) throw new Error(`the tests of Kafka need a broker: ${reason}`)
  if (reason !== null) process.stderr.write(`the tests of Kafka are skipped: ${reason}\n`)
  return reason
}

const java = (name: string, args: readonly string[]): ChildProcess =>
  spawn(
    'java',
    ['-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', join(jarsOf(JARS), '*'), name, ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )

export type KafkaBroker = Awaited<ReturnType<typeof openBroker>>

type BrokerOptions = {
  /** More ports to listen on, by name. */
  listeners?: Record<string, { port: number; protocol: string }>
  /** Accounts with SCRAM, as the format command takes them. */
  accounts?: readonly string[]
  /** More of its settings. */
  settings?: Record<string, string>
}

/** Formats a folder and starts a broker on it. */
export const openBroker = async ({ listeners = {}, accounts = [], settings = {} }: BrokerOptions = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-kafka-'))
  const [port, controller] = [await freePort(), await freePort()]
  const file = join(folder, 'server.properties')
  const all = Object.entries({ PLAINTEXT: { port, protocol: 'PLAINTEXT' }, ...listeners })
  const open = all.map(([name, one]) => `${name}://127.0.0.1:${one.port}`)
  const protocols = [...all.map(([name, one]) => `${name}:${one.protocol}`), 'CONTROLLER:PLAINTEXT']
  const written = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: [...open, `CONTROLLER://127.0.0.1:${controller}`].join(','),
    'advertised.listeners': open.join(','),
    'listener.security.protocol.map': protocols.join(','),
    'log.dirs': join(folder, 'log'),
    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': '0',
    'offsets.topic.num.partitions': '2',
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'num.network.threads': '2',
    'num.io.threads': '4',
    ...settings,
  }
  writeFileSync(
    file,
    Object.entries(written)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  // A Kafka uuid: base64 of 16 bytes; a dash in front would look like an option.
  const cluster = `A${randomBytes(16).toString('base64url').slice(1)}`
  const scram = accounts.flatMap((account) => ['--add-scram', account])
  const format = java('kafka.tools.StorageTool', ['format', '-t', cluster, '-c', file, ...scram])
  const said = textOf(format)
  const [code] = await once(format, 'close')
  if (code !== 0) throw new Error(`the broker's folder can't be formatted: ${said()}`)

  let running: ChildProcess | null = null
  /** Does nothing when it runs. */
  const start = async (): Promise<void> => {
    if (running !== null) return
    const broker = java('kafka.Kafka', [file])
    running = broker
    const output = textOf(broker)
    for (const end = Date.now() + START_MS; ; await sleep(100)) {
      if (broker.exitCode !== null || Date.now() > end) throw new Error(`the broker does not start: ${output()}`)
      if (await answers(port)) return
    }
  }
  /** Stops as an operator does, or by a kill; what it acknowledged is on its disk. */
  const stop = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL'): Promise<void> => {
    const broker = running
    if (broker === null || broker.exitCode !== null || broker.signalCode !== null) return
    running = null
    broker.kill(signal)
    await once(broker, 'close')
  }
  await start()
  return {
    address: `127.0.0.1:${port}`,
    start,
    stop,
    /** Holds the broker as a machine that hangs does: connections stay, nothing answers. */
    freeze: () => running?.kill('SIGSTOP'),
    thaw: () => running?.kill('SIGCONT'),
    close: async () => {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const textOf = (child: ChildProcess): (() => string) => {
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (piece) => {
      text = `${text}${piece}`.slice(-4000)
    })
  return () => text
}

/** Its port listens a little before it can answer; a log that asks meanwhile asks again. */
const answers = async (port: number): Promise<boolean> => {
  const kafka = new Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING, retry: { retries: 0 } })
  const admin = kafka.admin()
  try {
    await admin.connect()
    return (await admin.describeCluster()).brokers.length === 1
  } catch {
    return false
  } finally {
    await admin.disconnect().catch(() => {})
  }
}
