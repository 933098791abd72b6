// The pages and their API: what a person sees in a browser on one machine or many, read-only.
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
import type { Fraicheur, Ledger } from '../schema/ledger.ts'
import type { Store } from '../schema/store.ts'
import { guard } from './access.ts'
import { INDICATORS, readIndicator, scope } from './indicators.ts'
import { measure } from './metrics.ts'
import { type ReportsOptions, serveReports } from './rapport/serve.ts'

export type WebOptions = {
  /** A read-only connection of its own. */
  store: Store
  ledger: () => Promise<Ledger>
  fraicheur: () => Promise<Fraicheur>
  /** Secret to be given by whoever reads; empty when none is asked (loopback). */
  access?: string
  /** What the process says to Prometheus beside what the pages do. */
  metrics?: readonly Registry[]
  reports?: ReportsOptions
  logger: FastifyBaseLogger | false
}

/** Days of the ledger that the page shows, the last one with a marker included. */
const LEDGER_DAYS = 14
/** Readers less than 5 s apart share one answer: running days are not rebuilt more often (design §5). */
const SHARED_MS = 5_000

const HEADERS = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

export const buildWeb = async ({
  store,
  ledger,
  fraicheur,
  access = '',
  metrics = [],
  reports,
  logger,
}: WebOptions): Promise<FastifyInstance> => {
  const web = fastify({
    ...(logger === false ? {} : { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
  })
  guard(web, access)
  measure(web, metrics)
  web.addHook('onSend', async (_request, reply) => {
    reply.headers(HEADERS)
  })
  web.setErrorHandler(answerError)
  web.setNotFoundHandler((_request, reply) => reply.code(404).send({ erreur: "Cette adresse n'existe pas." }))
  await web.register(compress, { encodings: ['gzip'] })
  await web.register(files, { root: join(import.meta.dirname, 'page'), cacheControl: false, setHeaders: revalidate })
  for (const [prefix, name] of [
    ['/dsfr/', '@gouvfr/dsfr'],
    ['/echarts/', 'echarts'],
  ] as const)
    await web.register(files, { root: packageDist(name), prefix, maxAge: '1d', decorateReply: false })

  if (reports !== undefined) await serveReports(web, reports)

  const share = shareAnswers()
  for (const indicator of INDICATORS)
    web.get(`/api/${indicator}`, async (request, reply) => {
      const asked = scope.safeParse(request.query)
      if (!asked.success) return reply.code(400).send({ erreur: REFUSAL })
      const key = `${indicator} ${JSON.stringify(asked.data)}`
      return answer(
        request,
        reply,
        await share(key, async () => ({ lignes: await readIndicator(store, indicator, asked.data) })),
      )
    })
  web.get('/api/registre', async (request, reply) =>
    answer(request, reply, await share('registre', async () => lastDays(await ledger()))),
  )
  web.get('/api/fraicheur', async (request, reply) => answer(request, reply, await share('fraicheur', fraicheur)))
  return web
}

const REFUSAL =
  "Paramètres acceptés : projet (code), code_departement (tel que dans l'annuaire, par exemple 095), semaines (de 1 à 520)."

const packageDist = (name: string): string =>
  join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'dist')

const revalidate = (response: { setHeader(name: string, value: string): unknown }) => {
  response.setHeader('cache-control', 'no-cache')
}

/** Answers in flight and those of the last seconds, by what was asked; a failure is not kept. */
const shareAnswers = () => {
  const answers = new Map<string, Promise<string>>()
  return (key: string, ask: () => Promise<object>): Promise<string> => {
    const known = answers.get(key)
    if (known !== undefined) return known
    const asked = ask().then((value) => JSON.stringify(value))
    answers.set(key, asked)
    asked.then(
      () => setTimeout(() => answers.delete(key), SHARED_MS).unref(),
      () => answers.delete(key),
    )
    return asked
  }
}

/** A page asks again every 10 s: it gets the figures only when they changed. */
const answer = (request: FastifyRequest, reply: FastifyReply, body: string) => {
  const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  reply.headers({ etag, 'cache-control': 'no-cache' })
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  return reply.type('application/json; charset=utf-8').send(body)
}

const lastDays = ({ ferme, lignes }: Ledger): Ledger => {
  const days = [...new Set(lignes.map(({ jour }) => jour))].sort().slice(-LEDGER_DAYS)
  return { ferme, lignes: lignes.filter(({ jour }) => days.includes(jour)) }
}

const answerError = (error: { statusCode?: number }, request: FastifyRequest, reply: FastifyReply) => {
  const status = error.statusCode ?? 500
  if (status < 500) return reply.code(status).send({ erreur: "Cette demande n'est pas valide." })
  request.log.error({ err: error, route: request.routeOptions.url }, 'answer failed')
  return reply
    .code(500)
    .send({ erreur: "Ces chiffres n'ont pas pu être calculés. La cause est dans le journal du serveur." })
}
