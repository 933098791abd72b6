// A ClickHouse for tests: the real engine, embedded, behind the part of its HTTP protocol that the product's client uses, writes
// included. So STORE_URL=http://… is tested as it is used; only the network stack of the server is not the real one.
import type { AddressInfo } from 'node:net'
import type { ClickHouseError } from '@clickhouse/client'
import fastify, { type FastifyRequest } from 'fastify'
import { inflate, readParams } from '../dashboards/clickhouse.ts'
import { openStore, type Store } from '../schema/store.ts'

const MAX_BODY = 1e9
/** Statements that run at once; the others wait. */
const CONNECTIONS = 4
export const PASSWORD = 'motdepasse-de-la-base'

type Asked = Record<string, string>

export const openStoreServer = async (folder: string, { password = PASSWORD, port: wanted = 0 } = {}) => {
  const free: Record<'0' | '1', Store[]> = { 0: [], 1: [] }
  for (let n = 0; n < CONNECTIONS; n += 1) free[0].push(await openStore(`chdb:${folder}`))
  for (let n = 0; n < CONNECTIONS; n += 1) free[1].push(await openStore(`chdb:${folder}`, { readonly: true }))
  const all = [...free[0], ...free[1]]
  const waiting: Record<'0' | '1', ((store: Store) => void)[]> = { 0: [], 1: [] }
  const use = async <Result>(kind: '0' | '1', ask: (store: Store) => Promise<Result>): Promise<Result> => {
    const store = free[kind].pop() ?? (await new Promise<Store>((resolve) => waiting[kind].push(resolve)))
    try {
      return await ask(store)
    } finally {
      const next = waiting[kind].shift()
      if (next === undefined) free[kind].push(store)
      else next(store)
    }
  }
  /** Every statement that came, for who wants to look. */
  const statements: string[] = []

  const app = fastify({ bodyLimit: MAX_BODY })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error, _request, reply) => {
    const { code, type = 'UNKNOWN', message } = error as unknown as ClickHouseError
    return reply
      .code(500)
      .header('x-clickhouse-exception-code', code)
      .send(`Code: ${code}. DB::Exception: ${message}. (${type})\n`)
  })
  app.get('/ping', (_request, reply) => reply.send('Ok.\n'))
  app.route({
    method: ['GET', 'POST'],
    url: '/',
    handler: async (request: FastifyRequest, reply) => {
      const asked = request.query as Asked
      if (request.headers.authorization !== `Basic ${Buffer.from(`mesure:${password}`).toString('base64')}`)
        throw Object.assign(new Error('mesure: Authentication failed'), { code: '516', type: 'AUTHENTICATION_FAILED' })
      if (asked.database !== 'mesure')
        throw Object.assign(new Error('no such database'), { code: '81', type: 'UNKNOWN_DATABASE' })
      const body = (await inflate(request, MAX_BODY)).toString()
      const query = [asked.query ?? '', body].filter((text) => text !== '').join('\n')
      statements.push(query)
      const pieces: Buffer[] = []
      await use(asked.readonly === '2' ? '1' : '0', async (store) => {
        const { stream } = await store.exec({
          query,
          query_params: readParams(query, asked),
          clickhouse_settings: { default_format: asked.default_format ?? 'TabSeparated' } as never,
        })
        for await (const piece of stream) pieces.push(piece as Buffer)
      })
      return reply.header('x-clickhouse-summary', '{}').send(Buffer.concat(pieces))
    },
  })
  await app.listen({ host: '127.0.0.1', port: wanted })
  const { port } = app.server.address() as AddressInfo
  return {
    url: `http://mesure:${password}@127.0.0.1:${port}/mesure`,
    address: `127.0.0.1:${port}`,
    statements,
    close: async () => {
      await app.close()
      for (const store of all) await store.close()
    },
  }
}
export type StoreServer = Awaited<ReturnType<typeof openStoreServer>>
