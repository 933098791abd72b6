// The store: ClickHouse through its own client, embedded (chdb:FOLDER) or by HTTP (http(s)://user:password@host/base).
// Promises: numbered tables are made once and only forward; indicators are views, replaced at every start.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { withoutAccount } from './address.ts'
import { Unusable } from './folder.ts'
import { forgetInterrupted, forgetUnmade } from './interrupted.ts'

export type Store = ClickHouseClient

const DATABASE = 'mesure'
const FOLDER = import.meta.dirname

/**
 * One connection to the store; queries on one embedded connection run one after the other, so readers open their own.
 * `readonly` refuses writes at the engine; `limits` are settings of all its queries, beyond their reach when readonly. Throws `Unusable` with a sentence when the store can't be opened.
 */
export const openStore = async (
  url: string,
  { readonly = false, limits = [] as readonly string[] } = {},
): Promise<Store> => {
  if (url.startsWith('chdb:')) return openEmbedded(url.slice('chdb:'.length), readonly, limits)
  return openServer(url, readonly, limits)
}

/** A statement may take minutes; meanwhile the server says every 20 s that it is at it. */
const SILENCE_MS = 120_000

const openServer = async (text: string, readonly: boolean, limits: readonly string[]): Promise<Store> => {
  const store = createServerClient(text, readonly, limits)
  try {
    // Not a ping: it looks neither at the account nor at the database.
    await store.command({ query: 'SELECT 1' })
    return store
  } catch (error) {
    await store.close()
    throw new Unusable(`La base ne répond pas (${firstLine(error)}) : vérifiez STORE_URL, puis relancez.`)
  }
}

const createServerClient = (text: string, readonly: boolean, limits: readonly string[]): Store => {
  if (!/^https?:/.test(text) || !URL.canParse(text))
    throw new Unusable(`STORE_URL vaut « ${withoutAccount(text)} » : il faut chdb:DOSSIER ou http(s)://hôte:port/base.`)
  const url = new URL(text)
  url.searchParams.delete('grappe')
  try {
    return createClient({
      url,
      // Whoever asks hears of an error by its throw; the client's own line of it would repeat what was asked.
      log: { level: ClickHouseLogLevel.OFF },
      compression: { request: true, response: true },
      request_timeout: SILENCE_MS,
      clickhouse_settings: {
        send_progress_in_http_headers: 1,
        http_headers_progress_interval_ms: '20000',
        // Of an insert that waits in the server's memory, nothing says whether its token was seen before.
        async_insert: 0,
        ...(readonly ? { readonly: '2' } : {}),
        ...Object.fromEntries(limits.map((limit) => limit.split(/ = /) as [string, string])),
      },
    })
  } catch (error) {
    throw new Unusable(`STORE_URL ne convient pas : ${firstLine(error)}`)
  }
}

/** The cluster that STORE_URL names (`?grappe=`), on whose replicas each table and view is made; null for one server. */
export const clusterOf = (url: string): string | null => {
  const cluster = /^https?:/.test(url) && URL.canParse(url) ? new URL(url).searchParams.get('grappe') : null
  if (cluster !== null && !/^[\w.-]+$/.test(cluster))
    throw new Unusable('STORE_URL : grappe doit être le nom de la grappe tel que ClickHouse le connaît.')
  return cluster
}

/** A redelivered batch may come days after: a processor can be down for a week-end. */
const WINDOW = 'replicated_deduplication_window = $1, replicated_deduplication_window_seconds = 2592000'

/**
 * A statement of schema/, made for a cluster: its tables are replicated by their engine, which takes every later change to the
 * replicas by itself. Only inserts with a token are deduplicated, as on one server.
 */
export const onCluster = (sql: string, cluster: string | null): string => {
  if (cluster === null) return sql
  const where = `ON CLUSTER \`${cluster}\``
  const made = sql
    .replace(/^(CREATE TABLE(?: IF NOT EXISTS)?|CREATE OR REPLACE VIEW|ALTER TABLE) (\w+)/m, `$1 $2 ${where}`)
    .replace(/^(DROP|TRUNCATE) TABLE [\w\s,]*\w/m, `$& ${where}`)
    .replace(/^ENGINE = (\w*MergeTree)/m, 'ENGINE = Replicated$1')
    .replace(/non_replicated_deduplication_window = (\d+)/, WINDOW)
  if (!/^ENGINE = /m.test(made) || made.includes('deduplication_window')) return made
  return `${made.trimEnd()}${/^SETTINGS /m.test(made) ? ',' : '\nSETTINGS'} replicated_deduplication_window = 0`
}

const openEmbedded = async (path: string, readonly: boolean, limits: readonly string[]): Promise<Store> => {
  const { createChdbConnection } = await loadChdb()
  await mkdir(path, { recursive: true })
  let store: Store
  try {
    if (!readonly) forgetUnmade(path, DATABASE)
    // The two packages declare one interface in two copies; at run time it is the same.
    store = createClient({ connection: createChdbConnection({ path }) as never })
    if (!readonly) await store.command({ query: `CREATE DATABASE IF NOT EXISTS ${DATABASE} ENGINE = Atomic` })
    await store.command({ query: `USE ${DATABASE}` })
    if (!readonly) {
      await forgetInterrupted(store)
      // One process has this folder: whoever held the lease before is gone.
      await store.command({ query: 'TRUNCATE TABLE IF EXISTS bail' })
    }
    if (limits.length > 0) await store.command({ query: `SET ${limits.join(', ')}` })
    if (readonly) await store.command({ query: 'SET readonly = 1' })
  } catch (error) {
    throw new Unusable(
      `La base ${path} ne s'ouvre pas (${firstLine(error)}). Si un autre processus la tient, arrêtez-le ou passez par lui.`,
    )
  }
  return store
}

const loadChdb = async (): Promise<typeof import('chdb/connection')> => {
  try {
    return createRequire(import.meta.url)('chdb/connection')
  } catch {
    throw new Unusable(
      "Le moteur embarqué chDB n'est pas installé (Linux et macOS seulement). Lancez « npm install chdb », ou donnez dans STORE_URL l'adresse d'un ClickHouse.",
    )
  }
}

/** An address of several machines that all refuse has a code and no message. */
const firstLine = (error: unknown): string => {
  const { message, code } = error as NodeJS.ErrnoException
  return String(message || code || error).split('\n')[0] as string
}

/** Rows of a query as objects; parameters are bound by the engine. */
export const select = async <Row>(
  store: Store,
  query: string,
  params: Record<string, unknown> = {},
): Promise<Row[]> => {
  const result = await store.query({ query, query_params: params, format: 'JSONEachRow' })
  return result.json<Row>()
}

/**
 * One block of rows, already written as lines of TabSeparated. `token` makes a second insert of it a no-op.
 * Settings go in the SQL: on the embedded connection, the client's own stick to later calls.
 */
export const insertLines = async (
  store: Store,
  table: string,
  columns: string,
  lines: string,
  token?: string,
  ...settings: string[]
): Promise<void> => {
  const all = token === undefined ? settings : [`insert_deduplication_token = '${token}'`, ...settings]
  await store.insert({
    table: `${table} (${columns})${all.length > 0 ? ` SETTINGS ${all.join(', ')}` : ''}`,
    values: Readable.from([lines], { objectMode: false }),
    format: 'TabSeparated',
  })
}

/** A text as a TabSeparated field. */
export const field = (text: string): string =>
  /[\t\n\\]/.test(text) ? text.replace(/[\t\n\\]/g, (c) => ESCAPES[c] as string) : text
const ESCAPES: Record<string, string> = { '\t': '\\t', '\n': '\\n', '\\': '\\\\' }

const sqlFiles = (folder: string): string[] =>
  readdirSync(join(FOLDER, folder))
    .filter((name) => name.endsWith('.sql'))
    .sort()

export const readSql = (path: string): string => readFileSync(join(FOLDER, path), 'utf8')

/** The numbered files that this version knows, the table that lists them aside. */
export const migrationNames = (): string[] => sqlFiles('tables').slice(1)

/** Whether a numbered file is of a later version than this one. */
export const isNewer = (nom: string): boolean => nom > (migrationNames().at(-1) as string)

/**
 * Brings the store to this version: runs the tables that it does not have yet, replaces every indicator.
 * Throws `Unusable` when the store was made by a newer version.
 */
export const migrate = async (store: Store, cluster: string | null = null): Promise<void> => {
  const make = (sql: string) => store.command({ query: onCluster(sql, cluster) })
  await make(readSql('tables/000_migration.sql'))
  const done = new Set((await select<{ nom: string }>(store, 'SELECT nom FROM migration')).map(({ nom }) => nom))
  const files = migrationNames()
  const newer = [...done].find(isNewer)
  if (newer !== undefined)
    throw new Unusable(
      `La base vient d'une version plus récente (elle connaît ${newer}). Installez cette version, ou changez de dossier DATA.`,
    )
  for (const nom of files.filter((name) => !done.has(name))) {
    await make(readSql(`tables/${nom}`))
    await store.command({ query: `INSERT INTO migration (nom) VALUES ('${nom}')` })
  }
  await replaceIndicators(
    store,
    make,
    files.some((name) => !done.has(name)),
  )
}

/** Replaced when any of them or a table changed; told by a view made last, so that one killed in between begins again. */
const replaceIndicators = async (
  store: Store,
  make: (sql: string) => Promise<unknown>,
  changed: boolean,
): Promise<void> => {
  const version = definitionsVersion()
  const [known] = await select<{ n: number | string }>(
    store,
    "SELECT count() AS n FROM system.tables WHERE database = currentDatabase() AND name = 'definitions'",
  )
  if (!changed && Number(known?.n) > 0) {
    const [made] = await select<{ version: string }>(store, 'SELECT version FROM definitions')
    if (made?.version === version) return
  }
  for (const query of indicators()) await make(query)
  await make(`CREATE OR REPLACE VIEW definitions AS SELECT '${version}' AS version`)
}

/** For those who only read: throws `Unusable` when the store is not at this version. */
export const assertMigrated = async (store: Store): Promise<void> => {
  const { n } = (await select<{ n: number | string }>(store, EXISTS_MIGRATION))[0] as { n: number | string }
  const done = Number(n) === 0 ? [] : await select<{ nom: string }>(store, 'SELECT nom FROM migration')
  const missing = migrationNames().find((name) => !done.some(({ nom }) => nom === name))
  if (missing !== undefined)
    throw new Unusable(
      `La base n'est pas au niveau de cette version (il lui manque ${missing}) : lancez « mesure migrate ».`,
    )
}
const EXISTS_MIGRATION =
  "SELECT count() AS n FROM system.tables WHERE database = currentDatabase() AND name = 'migration'"

/** The arguments of a published view, in their order; an empty text stands for all. */
export const PORTEE = {
  genre: 'String',
  du: 'Date',
  au: 'Date',
  code_academie: 'String',
  code_departement: 'String',
  circonscription: 'String',
  code_commune: 'String',
  uai: 'String',
  projet: 'String',
  degre: 'String',
  secteur: 'String',
} as const

/** Changes with any definition of a figure: eight digits of the hash of all the views. */
export const definitionsVersion = (): string =>
  createHash('sha256').update(indicators().join('\n')).digest('hex').slice(0, 8)

/**
 * What each view is made by. `view(@portee)` in their files passes the arguments on, `view(@avant)` the same from more than a
 * year before, for what is compared; `view(@portee, argument = 'text')` sets one more. Its text is put in its place: the engine
 * analyses a view that has arguments twice, so each level of nesting would double the time before the first row is read.
 */
const readViews = (): Map<string, string> => {
  const files = new Map(
    sqlFiles('indicators').map((file) => [file.slice(0, -'.sql'.length), readSql(`indicators/${file}`)]),
  )
  const expand = (query: string): string =>
    query.replace(
      /\b(\w+)\(@(portee|avant)(?:, (\w+) = ('\w*'))?\)/g,
      (_, name: string, from: string, argument?: string, text?: string) => {
        const inner = expand(selectOf(files.get(name) as string)).replaceAll(`{${argument}:String}`, text ?? '')
        return `(\n${from === 'avant' ? before(inner) : inner})`
      },
    )
  return new Map([...files].map(([name, query]) => [name, expand(query)]))
}

/** Of the year before, what a period may be compared to: up to a month older, or a year, give or take 36 days. */
const before = (query: string): string =>
  query.replace(/(\w+) BETWEEN \{du:Date\} AND \{au:Date\}|\{du:Date\}/g, (_, column?: string) =>
    column === undefined
      ? YEAR_BEFORE
      : `(${column} BETWEEN ${YEAR_BEFORE} AND {au:Date} AND ${column} NOT BETWEEN {au:Date} - 327 AND {du:Date} - 32)`,
  )
const YEAR_BEFORE = '({du:Date} - 400)'

const selectOf = (query: string): string => query.slice(query.indexOf(' AS\n') + 4)

let texts: Map<string, string> | null = null
/** The query of a view, for whoever asks many: analysed once, where the view itself is twice. */
export const viewText = (name: string): string => {
  texts ??= readViews()
  return selectOf(texts.get(name) as string)
}

/** The views, each after those it reads. */
const indicators = (): string[] => {
  const views = readViews()
  const ordered = new Set<string>()
  const place = (name: string, query: string) => {
    views.delete(name)
    for (const [other, of] of views) if (new RegExp(`\\b(FROM|JOIN)\\s+${other}\\b`).test(query)) place(other, of)
    ordered.add(query)
  }
  for (const [name, query] of views) place(name, query)
  return [...ordered]
}
