// The pages and their API: what a person sees in a browser on one machine or many, read-only but for annotations.
// Promises: no address of a reader is written; an error is a sentence in French; nothing comes from another site.
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import compress from '@fastify/compress'
import files from '@fastify/static'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { Registry } from 'prom-client'
import type { Constat } from '../schema/constat.ts'
import type { Fraicheur, Ledger } from '../schema/ledger.ts'
import type { Store } from '../schema/store.ts'
import { guard } from './access.ts'
import { TABLEAUX } from './definition/tableaux.ts'
import { measure } from './metrics.ts'
import { inconnue } from './pages/coquille.ts'
import { registerGuides } from './pages/guide.ts'
import { registerPages } from './pages/routes.ts'
import { type ReportsOptions, serveReports } from './rapport/serve.ts'

export type WebOptions = {
  /** Read-only connections of their own: one answers one question at a time. */
  stores: readonly Store[]
  ledger: () => Promise<Ledger>
  /** What is wrong with the line; without it, the pages say nothing of that. */
  constats?: () => Promise<Constat[]>
  fraicheur: () => Promise<Fraicheur>
  /** Secret to be given by whoever reads; empty when none is asked (loopback). */
  access?: string
  /** What the process says to Prometheus beside what the pages do. */
  metrics?: readonly Registry[]
  reports?: ReportsOptions
  /** Where annotations are written; without it, they are only read. */
  annotations?: Store
  now: () => number
  logger: FastifyBaseLogger | false
}

/** Of a form that a person fills. */
const FORM_BYTES = 1 << 14

const PAGE_INCONNUE = inconnue(
  TABLEAUX.filter(({ id }) => id !== 'etablissement').map(({ id, titre }) => ({ adresse: `/tableau/${id}`, titre })),
)

const HEADERS = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  // Of a form that says no referrer, a browser would not say the origin either.
  'referrer-policy': 'same-origin',
}

export const buildWeb = async ({
  stores,
  ledger: readLedger,
  constats,
  fraicheur,
  access = '',
  metrics = [],
  reports,
  annotations,
  now,
  logger,
}: WebOptions): Promise<FastifyInstance> => {
  const web = fastify({
    ...(logger === false ? {} : { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
  })
  const ledger = shared(readLedger)
  guard(web, access)
  measure(web, metrics)
  web.addHook('onSend', async (_request, reply) => {
    reply.headers(HEADERS)
  })
  web.setErrorHandler(answerError)
  web.setNotFoundHandler((request, reply) =>
    request.headers.accept?.includes('text/html') === true
      ? reply.code(404).type('text/html; charset=utf-8').send(PAGE_INCONNUE)
      : reply.code(404).send({ erreur: "Cette adresse n'existe pas." }),
  )
  await web.register(compress, { encodings: ['gzip'] })
  await web.register(files, {
    root: join(import.meta.dirname, 'pages', 'navigateur'),
    cacheControl: false,
    setHeaders: revalidate,
  })
  await web.register(files, { root: packageDist('@gouvfr/dsfr'), prefix: '/dsfr/', maxAge: '1d', decorateReply: false })

  if (reports !== undefined) await serveReports(web, reports)

  web.get('/api/registre', async (request, reply) => answer(request, reply, JSON.stringify(await ledger())))
  web.get('/api/fraicheur', async (request, reply) => answer(request, reply, JSON.stringify(await fraicheur())))
  registerGuides(web)
  web.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_BYTES },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  registerPages(web, { stores, ledger, constats, fraicheur, annotations, access, now })
  return web
}

/**
 * Those who ask while one is read have the same. A page asks every ten seconds, and each reading holds up the count: as many as
 * there are readers would leave it no time.
 */
const shared = <Read>(read: () => Promise<Read>): (() => Promise<Read>) => {
  let underWay: Promise<Read> | null = null
  return () => {
    underWay ??= read().finally(() => {
      underWay = null
    })
    return underWay
  }
}

const packageDist = (name: string): string =>
  join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'dist')

const revalidate = (response: { setHeader(name: string, value: string): unknown }) => {
  response.setHeader('cache-control', 'no-cache')
}

/** A page asks again every 10 s: it gets the figures only when they changed. */
const answer = (request: FastifyRequest, reply: FastifyReply, body: string) => {
  const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  reply.headers({ etag, 'cache-control': 'no-cache' })
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  return reply.type('application/json; charset=utf-8').send(body)
}

const answerError = (error: { statusCode?: number }, request: FastifyRequest, reply: FastifyReply) => {
  const status = error.statusCode ?? 500
  if (status < 500) return reply.code(status).send({ erreur: "Cette demande n'est pas valide." })
  request.log.error({ err: error, route: request.routeOptions.url }, 'answer failed')
  return reply
    .code(500)
    .send({ erreur: "Ces chiffres n'ont pas pu être calculés. La cause est dans le journal du serveur." })
}
