// The processes that serve until they are told to stop: collector, engine, pages, and all of them under one.
import type { Server } from 'node:http'
import { promisify } from 'node:util'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import type { Registry } from 'prom-client'
import { ent as demoEnt } from '../collector/demo/ent.ts'
import { openSecrets, schoolYear } from '../collector/pseudonym.ts'
import { buildCollector } from '../collector/server.ts'
import { assertGuarded } from '../dashboards/access.ts'
import { serveClickhouse } from '../dashboards/clickhouse.ts'
import type { Rapport } from '../dashboards/rapport/model.ts'
import { makeReport, type Question } from '../dashboards/rapport/report.ts'
import { openLog } from '../log/open.ts'
import { serveCommands } from '../processor/control.ts'
import type { Engine } from '../processor/engine.ts'
import { readLedger } from '../processor/ledger.ts'
import { buildMetrics } from '../processor/metrics.ts'
import { supervise } from '../processor/supervise.ts'
import { openFolder, Unusable } from '../schema/folder.ts'
import { type Ledger, readFraicheur } from '../schema/ledger.ts'
import { assertMigrated } from '../schema/migrate.ts'
import { openStore, type Store } from '../schema/store.ts'
import { type Context, openOwnEngine, reportOf, runIn, snapshotOf } from './engine.ts'
import { publishReports, reportsFolder } from './reports.ts'
import { type Address, type Settings, urlOf } from './settings.ts'

/** `ent`: also the pages of the invented ENT, which embed the tag. */
export const serveCollector = async (ent: boolean, { settings, now }: Context): Promise<number> => {
  const signal = stopSignal()
  openFolder(settings.data)
  const log = await openLog(settings.logUrl, now)
  const secrets = openSecrets(settings.secrets, settings.makeSecrets)
  secrets.of(schoolYear(now()))
  const app = buildCollector({
    log,
    secrets,
    limit: settings.limit,
    snapshot: snapshotOf(settings.data),
    now,
    logger: openLogger('collecteur', settings),
  })
  if (ent) await app.register(demoEnt)
  await listen(app, settings.listen)
  process.send?.('ready')
  await until(signal)
  await end(app)
  await log.close()
  return 0
}

export const serveEngine = async (pages: boolean, context: Context): Promise<number> => {
  const { settings } = context
  const signal = stopSignal()
  if (pages) assertGuarded(settings.webListen.host, settings.access)
  const logger = openLogger('moteur', settings)
  const { engine, close } = await openOwnEngine(context)
  const control = await serveCommands(settings.data, runIn(engine, settings))
  const web = pages ? await openOwnPages(engine, settings) : await openMetrics(engine, settings)
  const sql = await openSql(engine, settings)
  process.send?.('ready')
  const reports = publishReports(engine, settings.data, signal, logger)
  await engine.run(signal, logger)
  await reports
  await endServer(control, () => promisify(control.close.bind(control))())
  if (sql !== null) await end(sql)
  await web?.close()
  await close()
  return 0
}

/** Reads the store, and of the log what is not counted yet; takes nothing, changes nothing. */
export const serveWeb = async ({ settings, now }: Context): Promise<number> => {
  const signal = stopSignal()
  assertGuarded(settings.webListen.host, settings.access)
  if (settings.storeUrl.startsWith('chdb:'))
    throw new Unusable(
      'La base embarquée est à un seul processus : « mesure start » en sert les pages. « mesure web » lit un ClickHouse, que STORE_URL nomme.',
    )
  const log = await openLog(settings.logUrl, now)
  const store = await openStore(settings.storeUrl, { readonly: true })
  await assertMigrated(store)
  const make = (question: Question) => makeReport(store, question, now(), { keep: false })
  const web = await openPages({ ledger: () => readLedger(store, log), now, make }, settings)
  await until(signal)
  await web.close()
  await log.close()
  await store.close()
  return 0
}

/** `collect` is the command of its collector; `script`, the command line itself, is what each process runs. */
export const start = async (collect: string[], script: string, { settings, now }: Context): Promise<number> => {
  assertGuarded(settings.webListen.host, settings.access)
  openFolder(settings.data)
  const processes = [
    { name: 'Le collecteur', command: collect },
    // chDB waits on libuv's pool: with its four threads, a heavy query would hold back everything else.
    { name: 'Le moteur', command: ['engine'], env: { UV_THREADPOOL_SIZE: '16' } },
  ]
  const ready = () => {
    const collector = urlOf(settings.listen)
    process.stdout.write(`Collecteur : ${collector} (plan de marquage : ${collector}/plan)\n`)
    if (collect.includes('--ent')) process.stdout.write(`ENT de démonstration : ${collector}/ent/\n`)
    process.stdout.write(`Pages : ${urlOf(settings.webListen)}/\n`)
  }
  return supervise(script, processes, stopSignal(), ready, now)
}

const openOwnPages = (engine: Engine, settings: Settings) => {
  const { ledger, metrics, now, store } = engine
  const make = (question: Question) => reportOf(engine, question)
  return openPages({ ledger, metrics: [metrics], now, make, annotations: store }, settings)
}

type Pages = {
  ledger: () => Promise<Ledger>
  metrics?: readonly Registry[]
  now: () => number
  make: (question: Question) => Promise<Rapport>
  annotations?: Store
}

/** They read on connections of their own, so that a batch never waits for a reader, nor a panel for the others. */
const READERS = [1, 2, 3]
const openPages = async ({ ledger, metrics = [], now, make, annotations }: Pages, settings: Settings) => {
  const stores = await Promise.all(READERS.map(() => openStore(settings.storeUrl, { readonly: true })))
  // Only whoever serves pages loads what draws them: a command answers in half the time.
  const { buildWeb } = await import('../dashboards/web.ts')
  const web = await buildWeb({
    stores,
    ledger,
    fraicheur: () => readFraicheur(stores[0] as Store),
    access: settings.access,
    metrics,
    reports: { make, folder: reportsFolder(settings.data) },
    ...(annotations === undefined ? {} : { annotations }),
    now,
    logger: openLogger('pages', settings),
  })
  await listen(web, settings.webListen)
  return { close: () => end(web).then(() => Promise.all(stores.map((store) => store.close()))) }
}

/** A processor alone has no pages: only what it says to Prometheus, where it is told to. */
const openMetrics = async ({ metrics }: Engine, { metricsListen }: Settings) => {
  if (metricsListen === null) return null
  const app = buildMetrics(metrics)
  await listen(app, metricsListen)
  return { close: () => end(app) }
}

/** Has no password of its own: never beyond this machine. A server store answers such clients itself. */
const openSql = async ({ metrics }: Engine, settings: Settings): Promise<FastifyInstance | null> => {
  const { sqlListen, storeUrl } = settings
  if (sqlListen === null) return null
  if (!storeUrl.startsWith('chdb:'))
    throw new Unusable('SQL_LISTEN est pour la base embarquée : un ClickHouse répond lui-même à ses clients.')
  assertGuarded(sqlListen.host, '')
  const sql = await serveClickhouse({
    open: (limits) => openStore(storeUrl, { readonly: true, limits }),
    database: 'mesure',
    logger: openLogger('sql', settings),
    registers: [metrics],
  })
  await listen(sql, sqlListen)
  return sql
}

/** Aborts when this process is told to stop, or when the one that supervises it is gone. */
const stopSignal = (): AbortSignal => {
  const controller = new AbortController()
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(event, () => controller.abort())
  // Gone while this one was still loading its code.
  if (process.send !== undefined && !process.connected) controller.abort()
  return controller.signal
}

const until = (signal: AbortSignal) =>
  new Promise<void>((done) => {
    signal.addEventListener('abort', () => done())
    if (signal.aborted) done()
  })

const openLogger = (name: string, { level }: Settings) => pino({ name, level }, pino.destination(2))

/** How long whoever asked already has to be answered; who is slow to ask, or to read, keeps no process from its end. */
const ANSWERED_MS = 5000

const end = (app: FastifyInstance): Promise<void> => endServer(app.server, () => app.close())

const endServer = async (server: Server, close: () => Promise<unknown>): Promise<void> => {
  const late = setTimeout(() => server.closeAllConnections(), ANSWERED_MS)
  await close()
  clearTimeout(late)
}

const listen = async (app: FastifyInstance, { host, port }: Address): Promise<void> => {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Unusable(`L'adresse ${host}:${port} ne s'ouvre pas (${code}) : libérez-la, ou donnez-en une autre.`)
  }
}
