// The three lines: one machine; the same on a broker; a broker, a server's store, two processors and pages apart.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBroker } from '../kafka-broker.ts'
import { childrenOf, eventually, freePort, openMachine } from '../machine.ts'
import { PASSWORD } from '../store-server.ts'
import { type Disk, mountDisk } from './disk.ts'
import { answers, keepRunning, type Line, openClock, type Prepare } from './line.ts'

const STORE = join(import.meta.dirname, 'store-process.ts')

/** One machine under `mesure start`: embedded log, embedded store. */
export const openEmbedded = async (prepare: Prepare): Promise<Line> => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-proof-'))
  const [log, store] = ['log', 'store'].map((name) => mountDisk(join(folder, name))) as [Disk | null, Disk | null]
  const clock = openClock(folder)
  const machine = await openMachine({
    LOG_URL: `lmdb:${join(folder, 'log', 'lmdb')}`,
    STORE_URL: `chdb:${join(folder, 'store', 'chdb')}`,
    ...clock.env,
  })
  await prepare(machine)
  const supervisor = keepRunning('supervisor', () => machine.launch(['start']))
  const child = (name: string) => () => childrenOf(supervisor.current().pid).get(name)
  return {
    name: 'embedded',
    machine,
    parts: {
      supervisor: { pid: supervisor.pid, url: '' },
      collector: { pid: child('collect'), url: `${machine.url}/health` },
      engine: { pid: child('engine'), url: `${machine.webUrl}/api/fraicheur` },
    },
    kept: [supervisor],
    engineFolder: machine.data,
    broker: null,
    store: null,
    disks: { log, store },
    setClock: clock.set,
    storeFolder: join(folder, 'store', 'chdb'),
    stop: supervisor.stop,
    close: async () => {
      await machine.close()
      for (const disk of [log, store]) disk?.unmount()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Its log on a real broker of its own; each process is started by itself, as containers are. */
export const openKafka = async (prepare: Prepare): Promise<Line> => {
  const broker = await openBroker()
  const folder = mkdtempSync(join(tmpdir(), 'mesure-proof-'))
  const clock = openClock(folder)
  const machine = await openMachine({ LOG_URL: `kafka://${broker.address}/marqueurs?partitions=4`, ...clock.env })
  await prepare(machine)
  const collector = keepRunning('collector', () => machine.launch(['collect']))
  const engine = keepRunning('engine', () => machine.launch(['engine']))
  return {
    name: 'kafka',
    machine,
    parts: {
      collector: { pid: collector.pid, url: `${machine.url}/health` },
      engine: { pid: engine.pid, url: `${machine.webUrl}/api/fraicheur` },
    },
    kept: [collector, engine],
    engineFolder: machine.data,
    broker,
    store: null,
    disks: { log: null, store: null },
    setClock: clock.set,
    storeFolder: join(machine.data, 'store'),
    stop: async () => {
      await Promise.all([collector.stop(), engine.stop()])
    },
    close: async () => {
      await machine.close()
      await broker.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Several machines: the store is a process that all the others reach by HTTP, and two processors share the log. */
export const openCluster = async (prepare: Prepare): Promise<Line> => {
  const broker = await openBroker()
  const folder = mkdtempSync(join(tmpdir(), 'mesure-proof-'))
  const clock = openClock(folder)
  const [storePort, ...metricsPorts] = [await freePort(), await freePort(), await freePort()]
  const storeAt = `127.0.0.1:${storePort}`
  const machine = await openMachine({
    LOG_URL: `kafka://${broker.address}/marqueurs?partitions=4`,
    STORE_URL: `http://mesure:${PASSWORD}@${storeAt}/mesure`,
    ...clock.env,
  })
  const store = keepRunning('store', () =>
    machine.launch([join(folder, 'store'), String(storePort)], { NODE_OPTIONS: '' }, STORE),
  )
  const storePart = { pid: store.pid, url: `http://${storeAt}/ping` }
  await eventually('the store answers', () => answers(storePart))
  const { code, stderr } = await machine.run(['migrate'])
  if (code !== 0) throw new Error(`migrate: ${stderr}`)
  await prepare(machine)
  const collector = keepRunning('collector', () => machine.launch(['collect']))
  const web = keepRunning('web', () => machine.launch(['web']))
  const processors = metricsPorts.map((port, i) =>
    keepRunning(`processor ${i + 1}`, () =>
      machine.launch(['process'], { DATA: join(folder, `processor-${i}`), WEB_LISTEN: `127.0.0.1:${port}` }),
    ),
  )
  const kept = [collector, web, ...processors]
  return {
    name: 'cluster',
    machine,
    parts: {
      store: storePart,
      collector: { pid: collector.pid, url: `${machine.url}/health` },
      ...Object.fromEntries(
        processors.map(({ name, pid }, i) => [name, { pid, url: `http://127.0.0.1:${metricsPorts[i]}/metrics` }]),
      ),
      web: { pid: web.pid, url: `${machine.webUrl}/api/fraicheur` },
    },
    kept,
    engineFolder: join(folder, 'processor-0'),
    broker,
    store,
    disks: { log: null, store: null },
    setClock: clock.set,
    storeFolder: join(folder, 'store'),
    stop: async () => {
      await Promise.all(kept.map(({ stop }) => stop()))
      await store.stop()
    },
    close: async () => {
      await machine.close()
      await broker.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
