// ClickHouse's HTTP protocol over the embedded engine, for Grafana, pandas or DBeaver on this machine.
// Promises: read-only; no query changes the next one; each is bounded in time, in the engine's memory and in answer; an error is the engine's own.
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import type { ClickHouseError } from '@clickhouse/client'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { Histogram, type Registry } from 'prom-client'
import type { Store } from '../schema/store.ts'
import { refuseOtherNames } from './access.ts'
import { withRevision } from './native.ts'
import { refuseSql } from './sql-guard.ts'

export type ClickhouseOptions = {
  /** A read-only connection of its own, with these limits; called once a slot. */
  open: (limits: readonly string[]) => Promise<Store>
  database: string
  logger: FastifyBaseLogger | false
  registers?: Registry[]
}

/** One connection runs one query at a time. */
const SLOTS = 3
const MAX_WAITING = 64
const MAX_BODY = 1024 * 1024
/** Of the columns, counted by the engine as it makes them: what is written is kept whole, and no limit of memory sees it. */
const MAX_COLUMNS = 100_000_000
/** Of what is written: text takes several times its columns (JSON repeats their names in each row). */
const MAX_ANSWER = 256_000_000
const LIMITS = [
  'max_execution_time = 60',
  'max_memory_usage = 2000000000',
  'max_threads = 2',
  `max_result_bytes = ${MAX_COLUMNS}`,
]

const READONLY = { code: '164', type: 'READONLY' }
/** As ClickHouse's server answers them; any other is a 500. */
const STATUS: Record<string, number> = {
  36: 400,
  47: 404,
  60: 404,
  62: 400,
  81: 404,
  158: 413,
  159: 408,
  164: 403,
  202: 503,
}

const TYPES: Record<string, string> = {
  TabSeparated: 'text/tab-separated-values; charset=UTF-8',
  CSV: 'text/csv; charset=UTF-8; header=absent',
  CSVWithNames: 'text/csv; charset=UTF-8; header=present',
  JSON: 'application/json; charset=UTF-8',
  JSONCompact: 'application/json; charset=UTF-8',
  JSONEachRow: 'application/x-ndjson; charset=UTF-8',
}

/** The server, not listening yet. Its `close` waits for the queries that run, then closes their connections. */
export const serveClickhouse = async ({
  open,
  database,
  logger,
  registers = [],
}: ClickhouseOptions): Promise<FastifyInstance> => {
  const slots = await openSlots(open)
  const about = await slots.use((store) =>
    read(store, `SELECT getSetting('readonly'), getSetting('max_execution_time'), timezone()`, {}, 'TabSeparated'),
  )
  const [readonly, seconds, timezone = 'UTC'] = about.body.toString().trim().split('\t')
  if (readonly !== '1' || seconds === '0') throw new Error('a reader of the store must be read-only and bounded')

  const app = fastify({
    ...(logger === false ? {} : { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY,
  })
  app.addHook('onClose', slots.close)
  const durations = new Histogram({
    name: 'mesure_sql_secondes',
    help: 'Time to answer a query of the SQL port, by status',
    labelNames: ['statut'] as const,
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30],
    registers,
  })
  app.addHook('onResponse', async ({ routeOptions: { url } }, reply) => {
    if (url === '/') durations.observe({ statut: reply.statusCode }, reply.elapsedTime / 1000)
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  refuseOtherNames(app, "Ce port n'est lu que depuis cette machine.")
  app.setErrorHandler((error, request, reply) => refuse(request, reply, error as Error))
  app.get('/ping', (_request, reply) => reply.type('text/html; charset=UTF-8').send('Ok.\n'))
  app.get('/replicas_status', (_request, reply) => reply.type('text/html; charset=UTF-8').send('Ok.\n'))

  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    const asked = request.query as Record<string, string | string[]>
    const one = (name: string) => [asked[name] ?? ''].flat()[0] as string
    const sql = [one('query'), (await inflate(request)).toString()].filter((text) => text.trim() !== '').join('\n')
    reply.headers({
      'x-clickhouse-query-id': /^[\w.-]{1,100}$/.test(one('query_id')) ? one('query_id') : randomUUID(),
      'x-clickhouse-server-display-name': 'mesure',
      'x-clickhouse-timezone': timezone,
    })
    if (sql === '') return reply.type('text/html; charset=UTF-8').send('Ok.\n')
    if (['1', 'true'].includes(one('compress')) || ['1', 'true'].includes(one('decompress')))
      throw failure('compress et decompress ne sont pas servis : demandez gzip par Accept-Encoding', {
        code: '48',
        type: 'NOT_IMPLEMENTED',
      })
    const reason = refuseSql(sql)
    if (reason !== null) throw failure(`Lecture seule : ${reason}`, READONLY)
    const format = one('default_format') || String(request.headers['x-clickhouse-format'] ?? '') || 'TabSeparated'
    const base = one('database') || String(request.headers['x-clickhouse-database'] ?? '')
    const { body, summary } = await slots.use(async (store) => {
      // « default » is what clients say when they were told nothing.
      const current = base === '' || base === 'default' ? database : base
      await store.command({ query: `USE \`${current.replace(/[`\\]/g, '\\$&')}\`` })
      return read(store, sql, readParams(sql, asked), format)
    })
    const written = /\bFORMAT\s+(\w+)[\s;]*$/i.exec(sql)?.[1] ?? format
    reply.headers({ 'x-clickhouse-format': written, 'x-clickhouse-summary': JSON.stringify(summary ?? {}) })
    reply.type(TYPES[written] ?? 'application/octet-stream')
    const revised = written === 'Native' ? withRevision(body, Number(one('client_protocol_version'))) : body
    return reply.send(await deflate(request, reply, revised))
  }
  app.get('/', answer)
  app.post('/', answer)
  return app
}

/** Settings given by a client are left out: on an embedded connection they would stick. */
const read = async (store: Store, sql: string, params: Record<string, string | null>, format: string) => {
  // exec adds nothing to the SQL, and its bytes are the engine's: Native and Arrow stay intact.
  const { stream, summary } = await store.exec({
    query: sql,
    query_params: params,
    clickhouse_settings: { default_format: format } as never,
  })
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece as Buffer)
  const body = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)
  if (body.length > MAX_ANSWER)
    throw failure(`La réponse dépasse ${MAX_ANSWER / 1e6} Mo : demandez moins de lignes`, {
      code: '396',
      type: 'TOO_MANY_ROWS_OR_BYTES',
    })
  return { body, summary }
}

const openSlots = async (open: ClickhouseOptions['open']) => {
  const stores: Store[] = []
  for (let n = 0; n < SLOTS; n++) stores.push(await open(LIMITS))
  const free = [...stores]
  const waiting: ((store: Store) => void)[] = []
  return {
    use: async <T>(ask: (store: Store) => Promise<T>): Promise<T> => {
      if (free.length === 0 && waiting.length >= MAX_WAITING)
        throw failure('Trop de requêtes attendent', { code: '202', type: 'TOO_MANY_SIMULTANEOUS_QUERIES' })
      const store = free.pop() ?? (await new Promise<Store>((resolve) => waiting.push(resolve)))
      try {
        return await ask(store)
      } finally {
        const next = waiting.shift()
        if (next === undefined) free.push(store)
        else next(store)
      }
    },
    close: async () => {
      for (const store of stores) await store.close()
    },
  }
}

/** Values come escaped as in TabSeparated; the engine's binding escapes them again, so they are given to it plain. */
export const readParams = (sql: string, asked: Record<string, string | string[]>): Record<string, string | null> => {
  const params: Record<string, string | null> = {}
  for (const [key, value] of Object.entries(asked)) {
    if (!/^param_\w+$/.test(key)) continue
    const name = key.slice('param_'.length)
    const nested = new RegExp(`\\{\\s*${name}\\s*:\\s*(Array|Map|Tuple)`).test(sql)
    params[name] = plain([value].flat()[0] as string, nested)
  }
  return params
}

const PLAIN: Record<string, string> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', 0: '\0' }
const plain = (value: string, nested: boolean): string | null =>
  value === '\\N'
    ? null
    : value.replace(/\\([\s\S])/g, (_, sign: string) => (nested && sign === "'" ? "''" : (PLAIN[sign] ?? sign)))

export const inflate = async (request: FastifyRequest, maxOutputLength = MAX_BODY): Promise<Buffer> => {
  const body = (request.body ?? Buffer.alloc(0)) as Buffer
  const encoding = request.headers['content-encoding'] ?? 'identity'
  const bounds = { maxOutputLength }
  if (encoding === 'gzip') return promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.gunzip)(body, bounds)
  if (encoding === 'deflate') return promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.inflate)(body, bounds)
  if (encoding === 'identity') return body
  throw failure(`Encodage inconnu : ${encoding}`, { code: '48', type: 'NOT_IMPLEMENTED' })
}

const deflate = async (request: FastifyRequest, reply: FastifyReply, body: Buffer): Promise<Buffer> => {
  const accepted = String(request.headers['accept-encoding'] ?? '')
  const encoding = /\b(gzip|deflate)\b/.exec(accepted)?.[1]
  if (encoding === undefined || body.length === 0) return body
  reply.header('content-encoding', encoding)
  return promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(encoding === 'gzip' ? zlib.gzip : zlib.deflate)(body, {
    level: 1,
  })
}

const failure = (message: string, { code, type }: { code: string; type: string }) =>
  Object.assign(new Error(message), { code, type })

const refuse = (request: FastifyRequest, reply: FastifyReply, error: Error) => {
  const { code = '', type = '' } = error as Partial<ClickHouseError>
  const known = /^\d+$/.test(code)
  if (!known && (error as { statusCode?: number }).statusCode === undefined)
    request.log.warn({ err: error }, 'a reader could not be answered')
  const number = known ? code : '1002'
  const status = known ? (STATUS[code] ?? 500) : ((error as { statusCode?: number }).statusCode ?? 400)
  return reply
    .code(status)
    .header('x-clickhouse-exception-code', number)
    .type('text/plain; charset=UTF-8')
    .send(`Code: ${number}. DB::Exception: ${error.message}. (${known ? type : 'UNKNOWN_EXCEPTION'})\n`)
}
