#!/usr/bin/env tsx
// mesure: the table of contents of the product, and the only place that wires its parts and reads its settings.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { inventAcademie } from './collector/demo/academie.ts'
import { ent as demoEnt } from './collector/demo/ent.ts'
import { loadDemo } from './collector/demo/load.ts'
import { destroyPastSecrets, openSecrets, schoolYear } from './collector/pseudonym.ts'
import { collectFile } from './collector/recorded.ts'
import { buildCollector } from './collector/server.ts'
import { assertGuarded } from './dashboards/access.ts'
import { serveClickhouse } from './dashboards/clickhouse.ts'
import { writeExport, writeFile } from './dashboards/export.ts'
import { buildWeb } from './dashboards/web.ts'
import { LogUnavailable, openLog } from './log/log.ts'
import * as commands from './processor/commands.ts'
import { type Command, callEngine, type Output, serveCommands } from './processor/control.ts'
import { type Engine, openEngine } from './processor/engine.ts'
import { importReference, REFERENCE_KINDS } from './processor/reference/import.ts'
import { supervise, UNUSABLE } from './processor/supervise.ts'
import { openTerminal } from './processor/terminal.ts'
import { openFolder, Unusable } from './schema/folder.ts'
import { OPENDATA_SETS } from './schema/opendata.ts'
import { migrate, openStore } from './schema/store.ts'

type Run = (command: Command, output: Output) => Promise<number>
/** Without a `run` of its own, a command is the engine's. */
type Spec = { about: string; usage?: string; options?: Record<string, { type: 'string' | 'boolean' }>; run?: Run }

const now = Date.now
const days = { du: { type: 'string' }, au: { type: 'string' } } as const

const COMMANDS: Record<string, Spec> = {
  start: { about: 'tout sur cette machine : collecteur, moteur, pages', run: () => start(['collect']) },
  demo: {
    about: 'la même chose sur une académie inventée, dix semaines déjà mesurées',
    run: (_, output) => demo(output),
  },
  collect: {
    about: "le collecteur ; --from : garde des requêtes enregistrées, une par ligne, comme il l'aurait fait alors",
    usage: '[--from FICHIER] [--ent]',
    options: { from: { type: 'string' }, ent: { type: 'boolean' } },
    run: ({ options: { from, ent } }, output) =>
      typeof from === 'string' ? collectFrom(from, output) : serveCollector(ent === true),
  },
  process: {
    about: 'le traitement ; --once : vide le journal, reconstruit les jours touchés, rend la main',
    usage: '[--once]',
    options: { once: { type: 'boolean' } },
    run: (command, output) => (command.options.once === true ? inEngine(command, output) : serveEngine(false)),
  },
  web: { about: "les pages et l'API seules, sur une base partagée", run: () => serveWeb() },
  engine: { about: 'traitement et pages en un processus : ce que start lance', run: () => serveEngine(true) },
  import: {
    about: 'données de référence ; dit ce qui est importé, et chaque ligne refusée avec sa raison',
    usage: `${REFERENCE_KINDS.join('|')} FICHIER…`,
    run: ({ name, args: [kind = '', ...files], options }, output) =>
      inEngine({ name, args: [kind, ...files.map((file) => resolve(file))], options }, output),
  },
  export: {
    about: 'le fichier du ministère, semaines dont le lundi est de --du à --au ; --provisoire : aussi celle en cours',
    usage: `opendata ${OPENDATA_SETS.join('|')} --du JOUR --au JOUR [--out FICHIER] [--provisoire]`,
    options: { ...days, out: { type: 'string' }, provisoire: { type: 'boolean' } },
    run: (command, output) => exportTo(command, output),
  },
  ledger: {
    about: 'le registre : reçus = comptés + doublons + rejetés + en attente ; code 1 s’il ne se referme pas',
    usage: '[--json]',
    options: { json: { type: 'boolean' } },
  },
  rebuild: {
    about: 'reconstruit des jours depuis leurs marqueurs',
    usage: '--du JOUR --au JOUR',
    options: days,
  },
  replay: {
    about: "juge à nouveau, par les règles d'aujourd'hui, ce qui a été reçu de --du à --au",
    usage: '--du JOUR --au JOUR',
    options: days,
  },
  purge: {
    about:
      "efface ce qui a passé son temps : journal 7 jours, marqueurs 40 jours, visites 13 mois, secret de l'an passé",
  },
  migrate: { about: 'met la base au niveau de cette version' },
}

const SETTINGS = `Réglages, par variables d'environnement :
  DATA            dossier de tout ce qui est gardé (./data)
  LISTEN          adresse du collecteur (127.0.0.1:8080)
  WEB_LISTEN      adresse des pages et de l'API (127.0.0.1:8081)
  ACCES           secret que les pages demandent ; obligatoire quand WEB_LISTEN n'est pas local
  SQL_LISTEN      adresse locale où la base embarquée répond, en lecture, comme un ClickHouse par HTTP (aucune)
  LOG_URL         journal (lmdb:$DATA/log), ou kafka://b1:9092,b2:9092/sujet?tls=1&sasl=scram-sha-512…
  STORE_URL       base (chdb:$DATA/store), ou http(s)://utilisateur:motdepasse@hôte:port/base
  SECRETS         dossier des secrets annuels déposés par vos soins ($DATA/secrets, où ils sont créés au besoin)
  LIMITE          marqueurs par seconde et par projet (5000) ; 0 : sans limite
  JOURNALISATION  messages écrits : error, warn, info ou debug (warn)`

const ENGINE_COMMANDS: Record<string, commands.EngineCommand> = {
  import: commands.importCommand,
  process: commands.processCommand,
  export: async ({ store }, command, { write }) => {
    const question = { ...commands.daysOption(command), provisoire: command.options.provisoire === true, now: now() }
    await writeExport(store, command.args, question, write)
    return 0
  },
  ledger: commands.ledgerCommand,
  rebuild: commands.rebuildCommand,
  replay: commands.replayCommand,
  purge: commands.purgeCommand,
  // Whoever opens the engine has migrated the store first.
  migrate: async () => 0,
}

const readSettings = (env: NodeJS.ProcessEnv) => {
  const data = env.DATA || './data'
  const limit = Number(env.LIMITE || 5000)
  if (!(limit >= 0)) throw new Unusable('LIMITE doit être un nombre de marqueurs par seconde, ou 0.')
  const level = env.JOURNALISATION || 'warn'
  if (!['error', 'warn', 'info', 'debug'].includes(level))
    throw new Unusable(`JOURNALISATION doit être error, warn, info ou debug ; pas « ${level} ».`)
  return {
    data,
    limit,
    level,
    listen: readAddress('LISTEN', env.LISTEN || '127.0.0.1:8080'),
    webListen: readAddress('WEB_LISTEN', env.WEB_LISTEN || '127.0.0.1:8081'),
    access: env.ACCES || '',
    sqlListen: env.SQL_LISTEN ? readAddress('SQL_LISTEN', env.SQL_LISTEN) : null,
    logUrl: env.LOG_URL || `lmdb:${join(data, 'log')}`,
    storeUrl: env.STORE_URL || `chdb:${join(data, 'store')}`,
    secrets: env.SECRETS || join(data, 'secrets'),
    makeSecrets: !env.SECRETS,
  }
}
type Settings = ReturnType<typeof readSettings>
type Address = { host: string; port: number }

const readAddress = (name: string, text: string): Address => {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? []
  if (host === undefined || Number(port) > 65535)
    throw new Unusable(`${name} doit être comme 127.0.0.1:8080 ; pas « ${text} ».`)
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) }
}

let settings: Settings

/** Runs the command in the engine of this folder; opens the store for it when no engine runs. */
const inEngine: Run = async (command, output) => {
  const code = await callEngine(settings.data, command, output)
  if (code !== null) return code
  const { engine, close } = await openOwnEngine(settings)
  try {
    return await runIn(engine)(command, output)
  } finally {
    await close()
  }
}

const runIn =
  (engine: Engine): Run =>
  (command, output) =>
    (ENGINE_COMMANDS[command.name] as commands.EngineCommand)(engine, command, output)

const openOwnEngine = async ({ data, storeUrl, logUrl, secrets }: Settings) => {
  openFolder(data)
  const store = await openStore(storeUrl)
  await migrate(store)
  const log = await openLog(logUrl, now)
  const engine = await openEngine({
    log,
    store,
    destroyPastSecrets: (at) => destroyPastSecrets(secrets, at),
    snapshot: snapshotOf(data),
    now,
  })
  const close = async () => {
    await log.close()
    await store.close()
  }
  return { engine, close }
}

/** Where the engine leaves the reference data that the collector answers `?verdict` by. */
const snapshotOf = (data: string) => join(data, 'reference.json')

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
const openLogger = (name: string) => pino({ name, level: settings.level }, pino.destination(2))
const urlOf = ({ host, port }: Address) => `http://${host.includes(':') ? `[${host}]` : host}:${port}`

const listen = async (app: FastifyInstance, { host, port }: Address): Promise<void> => {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Unusable(`L'adresse ${host}:${port} ne s'ouvre pas (${code}) : libérez-la, ou donnez-en une autre.`)
  }
}

/** `ent`: also the pages of the invented ENT, which embed the tag. */
const serveCollector = async (ent: boolean): Promise<number> => {
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
    logger: openLogger('collecteur'),
  })
  if (ent) await app.register(demoEnt)
  await listen(app, settings.listen)
  process.send?.('ready')
  await until(signal)
  await app.close()
  await log.close()
  return 0
}

const serveEngine = async (pages: boolean): Promise<number> => {
  const signal = stopSignal()
  if (pages) assertGuarded(settings.webListen.host, settings.access)
  const logger = openLogger('moteur')
  const { engine, close } = await openOwnEngine(settings)
  const control = await serveCommands(settings.data, runIn(engine))
  const web = pages ? await openPages(engine) : null
  const sql = await openSql()
  process.send?.('ready')
  await engine.run(signal, logger)
  control.close()
  await sql?.close()
  await web?.close()
  await close()
  return 0
}

/** The pages read on a connection of their own, so that a batch never waits for a reader. */
const openPages = async ({ ledger, fraicheur }: Pick<Engine, 'ledger' | 'fraicheur'>) => {
  const store = await openStore(settings.storeUrl, { readonly: true })
  const web = await buildWeb({ store, ledger, fraicheur, access: settings.access, logger: openLogger('pages') })
  await listen(web, settings.webListen)
  return { close: () => web.close().then(() => store.close()) }
}

/** Has no password of its own: never beyond this machine. A server store answers such clients itself. */
const openSql = async (): Promise<FastifyInstance | null> => {
  const { sqlListen, storeUrl } = settings
  if (sqlListen === null) return null
  assertGuarded(sqlListen.host, '')
  const sql = await serveClickhouse({
    open: (limits) => openStore(storeUrl, { readonly: true, limits }),
    database: 'mesure',
    logger: openLogger('sql'),
  })
  await listen(sql, sqlListen)
  return sql
}

const serveWeb = async (): Promise<number> => {
  const signal = stopSignal()
  assertGuarded(settings.webListen.host, settings.access)
  const { engine, close } = await openOwnEngine(settings)
  const web = await openPages(engine)
  await until(signal)
  await web.close()
  await close()
  return 0
}

const start = async (collect: string[]): Promise<number> => {
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
  return supervise(import.meta.filename, processes, stopSignal(), ready, now)
}

/** An invented install is made again when its weeks no longer end today. */
const DEMO_LASTS_MS = 24 * 3600 * 1000

const demo = async (output: Output): Promise<number> => {
  const data = join(settings.data, 'demo')
  process.env.DATA = data
  settings = readSettings(process.env)
  openFolder(data)
  if ((await callEngine(data, { name: 'migrate', args: [], options: {} }, output)) !== null)
    throw new Unusable(`La démonstration tourne déjà dans ${data} : ouvrez ${urlOf(settings.webListen)}/`)
  const stamp = join(data, 'demo.json')
  if (!(now() - readStamp(stamp) < DEMO_LASTS_MS)) {
    rmSync(data, { recursive: true, force: true })
    await makeDemo(data, output)
    writeFileSync(stamp, JSON.stringify({ fait: now() }))
  }
  return start(['collect', '--ent'])
}

const readStamp = (file: string): number => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).fait
  } catch {
    return Number.NaN
  }
}

const makeDemo = async (data: string, output: Output): Promise<void> => {
  const { engine, close } = await openOwnEngine(settings)
  const texts = inventAcademie()
  for (const kind of REFERENCE_KINDS) {
    const file = join(data, `${kind}.${kind === 'projets' ? 'json' : 'csv'}`)
    writeFileSync(file, texts[kind])
    await engine.withReference(() => importReference(engine.store, kind, [file], now(), output.say))
  }
  const secrets = openSecrets(settings.secrets, true)
  await loadDemo(engine.log, secrets, now(), (done) => output.progress({ done, of: 0, doing: 'requêtes inventées' }))
  await engine.processAll(output.progress)
  await close()
}

const collectFrom = async (file: string, output: Output): Promise<number> => {
  openFolder(settings.data)
  const log = await openLog(settings.logUrl, now)
  const secrets = openSecrets(settings.secrets, settings.makeSecrets)
  const refuse = (line: number, reason: string) => output.say(`${file}, ligne ${line} : ${reason}.`)
  try {
    const { kept, markers, refused } = await collectFile(file, log, secrets, now(), refuse)
    await output.write(`${kept} requêtes gardées (${markers} marqueurs), ${refused} refusées.\n`)
    return 0
  } finally {
    await log.close()
  }
}

const exportTo: Run = (command, output) => {
  const { out } = command.options
  if (typeof out !== 'string') return inEngine(command, output)
  return writeFile(out, (write) => inEngine(command, { ...output, write }))
}

const usageOf = (name: string) => `mesure ${[name, COMMANDS[name]?.usage].filter(Boolean).join(' ')}`

const help = (): string => {
  const lines = Object.entries(COMMANDS).map(([name, { about }]) => `  ${name.padEnd(9)} ${about}`)
  return `mesure COMMANDE : mesure d'audience des ENT\n\n${lines.join('\n')}\n\nmesure COMMANDE --help : ses options.\n\n${SETTINGS}\n`
}

const main = async (argv: readonly string[]): Promise<number> => {
  const [name = '--help', ...rest] = argv
  if (name === '--help' || name === 'help') {
    process.stdout.write(help())
    return 0
  }
  const spec = COMMANDS[name]
  if (spec === undefined) throw new Unusable(`« ${name} » n'est pas une commande : « mesure --help » les donne toutes.`)
  const { values, positionals } = parseCommandLine(name, spec, rest)
  if (values.help === true) {
    process.stdout.write(`${usageOf(name)}\n  ${spec.about}\n`)
    return 0
  }
  settings = readSettings(process.env)
  const terminal = openTerminal(now)
  try {
    return await (spec.run ?? inEngine)({ name, args: positionals, options: values as Command['options'] }, terminal)
  } finally {
    terminal.close()
  }
}

const parseCommandLine = (name: string, { options = {} }: Spec, args: string[]) => {
  try {
    return parseArgs({ args, options: { ...options, help: { type: 'boolean' } }, allowPositionals: true })
  } catch {
    throw new Unusable(`Options non comprises. Usage : ${usageOf(name)}`)
  }
}

/** What a person is told of an error from outside; null for a bug. */
const sentenceOf = (error: unknown): string | null => {
  if (error instanceof Unusable) return error.message
  if (error instanceof LogUnavailable)
    return `Le journal ne répond pas (${error.message}) : vérifiez LOG_URL, puis relancez.`
  return null
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const sentence = sentenceOf(error)
  if (sentence === null) throw error
  process.stderr.write(`${sentence}\n`)
  // Not only a code: what was opened before it failed (the engine's socket, say) would keep this process running.
  process.exit(process.send === undefined ? 1 : UNUSABLE)
}
// What is still open (an idle connection of a browser, say) must not hold back a process that is done.
process.disconnect?.()
