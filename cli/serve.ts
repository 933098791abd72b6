// The engine and the pages, until they are told to stop.
import { promisify } from 'node:util'
import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import { schoolYear } from '../collector/pseudonym.ts'
import { assertGuarded } from '../dashboards/access.ts'
import type { Rapport } from '../dashboards/rapport/model.ts'
import type { Question } from '../dashboards/rapport/report.ts'
import { openLog } from '../log/open.ts'
import { serveCommands } from '../processor/control.ts'
import { examine } from '../processor/doctor.ts'
import type { Engine } from '../processor/engine.ts'
import { readLedger } from '../processor/ledger.ts'
import type { Constat } from '../schema/constat.ts'
import { Unusable } from '../schema/folder.ts'
import { type Ledger, readFraicheur } from '../schema/ledger.ts'
import { assertMigrated } from '../schema/migrate.ts'
import { openStore, type Store } from '../schema/store.ts'
import { examineMachine } from './doctor.ts'
import type { Context } from './engine.ts'
import { end, endServer, listen, openLogger } from './listen.ts'
import { openOwnEngine, reportOf, runIn } from './own-engine.ts'
import { publishReports, reportsFolder } from './reports.ts'
import type { Settings } from './settings.ts'
import { stopSignal, until } from './stop.ts'

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
  const make = async (question: Question) => {
    const { makeReport } = await import('../dashboards/rapport/report.ts')
    return makeReport(store, question, now(), { keep: false })
  }
  const ledger = () => readLedger(store, log)
  const constats = () => examine({ store, log, ledger, annee: schoolYear(now()), now: now() })
  const web = await openPages({ ledger, constats, now, make }, settings)
  await until(signal)
  await web.close()
  await log.close()
  await store.close()
  return 0
}

const openOwnPages = (engine: Engine, settings: Settings) => {
  const { ledger, log, metrics, now, store } = engine
  const make = (question: Question) => reportOf(engine, question)
  const constats = async () => [
    ...(await examineMachine(settings, now())),
    ...(await examine({ store, log, ledger, annee: schoolYear(now()), now: now() })),
  ]
  return openPages({ ledger, constats, metrics: [metrics], now, make, annotations: store }, settings)
}

type Pages = {
  ledger: () => Promise<Ledger>
  constats: () => Promise<Constat[]>
  metrics?: readonly Registry[]
  now: () => number
  make: (question: Question) => Promise<Rapport>
  annotations?: Store
}

/** They read on connections of their own, so that a batch never waits for a reader, nor a panel for the others. */
const READERS = [1, 2, 3]
const openPages = async ({ ledger, constats, metrics = [], now, make, annotations }: Pages, settings: Settings) => {
  const stores = await Promise.all(READERS.map(() => openStore(settings.storeUrl, { readonly: true })))
  // Only whoever serves pages loads what draws them: a command answers in half the time.
  const { buildWeb } = await import('../dashboards/web.ts')
  const web = await buildWeb({
    stores,
    ledger,
    constats,
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
  const { buildMetrics } = await import('../processor/metrics-server.ts')
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
  const { serveClickhouse } = await import('../dashboards/clickhouse.ts')
  const sql = await serveClickhouse({
    open: (limits) => openStore(storeUrl, { readonly: true, limits }),
    database: 'mesure',
    logger: openLogger('sql', settings),
    registers: [metrics],
  })
  await listen(sql, sqlListen)
  return sql
}
