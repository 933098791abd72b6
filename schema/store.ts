// The store: ClickHouse through its own client, embedded (chdb:FOLDER) or by HTTP (http(s)://user:password@host/base).
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { withoutAccount } from './address.ts'
import { Unusable } from './folder.ts'
import { forgetInterrupted, forgetUnmade } from './interrupted.ts'

export type Store = ClickHouseClient

const DATABASE = 'mesure'

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
    // Comparisons deduced from others (of a < b and b < 5, a < 5) prune nothing of ours; to look for them is a third of the analysis
    // of a deep question.
    await store.command({ query: 'SET optimize_and_compare_chain = 0' })
    // Compiled, our expressions run no faster, at a national size either, and each is compiled again in each process.
    await store.command({ query: `SET ${NOT_COMPILED}` })
    if (limits.length > 0) await store.command({ query: `SET ${limits.join(', ')}` })
    if (readonly) {
      // No column of ours has statistics: to look for them in each part of each table is a twentieth to a tenth of a reader's question.
      await store.command({ query: 'SET use_statistics = 0' })
      // What a question reads is small, and in many parts: there, conditions looked at before the other columns cost more than they spare.
      await store.command({ query: 'SET optimize_move_to_prewhere = 0' })
      await store.command({ query: 'SET readonly = 1' })
    }
  } catch (error) {
    throw new Unusable(
      `La base ${path} ne s'ouvre pas (${firstLine(error)}). Si un autre processus la tient, arrêtez-le ou passez par lui.`,
    )
  }
  return store
}

const NOT_COMPILED = 'compile_expressions = 0, compile_aggregate_expressions = 0, compile_sort_description = 0'

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
