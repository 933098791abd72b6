// The collector over HTTP: receives markers, answers 202 once the log has them on disk, and says in a sentence why not.
// It keeps no address and logs no request: a URL may hold a person.
import { isUtf8 } from 'node:buffer'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  LogController,
} from 'fastify'
import { z } from 'zod'
import { LogUnavailable, type MarkerLog } from '../log/log.ts'
import { Unusable } from '../schema/folder.ts'
import { type Envelope, envelope, isReception, MAX_BODY_BYTES, MAX_MARKERS } from '../schema/marker.ts'
import { type Agent, openClassifier } from './agent.ts'
import { openLimit } from './limit.ts'
import { openMetrics } from './metrics.ts'
import { servePlan } from './plan/serve.ts'
import { type Secrets, schoolYear } from './pseudonym.ts'
import { receive } from './receive.ts'
import { readFrozenTag } from './tag/build.ts'
import { tag } from './tag/serve.ts'
import { openVerdicts } from './verdict.ts'

export type CollectorOptions = {
  log: MarkerLog
  secrets: Secrets
  /** Markers a second and projet; 0 for no limit. */
  limit: number
  /** Where the engine leaves the reference data that `?verdict` is answered by. */
  snapshot: string
  now: () => number
  logger: FastifyBaseLogger | false
}

/** Seconds after which a tag may try again when the log can't take its markers. */
const RETRY_AFTER_S = 5
/** 64 KiB that take longer are no tag's: they hold a connection, and a process that is to stop. */
const SLOWEST_REQUEST_MS = 30_000
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

class Refusal extends Error {
  readonly statusCode: number
  readonly retryAfter: number
  constructor(statusCode: number, message: string, retryAfter = 0) {
    super(message)
    this.statusCode = statusCode
    this.retryAfter = retryAfter
  }
}

export const buildCollector = ({ log, secrets, limit, snapshot, now, logger }: CollectorOptions): FastifyInstance => {
  const app = Fastify({
    ...(logger === false ? {} : { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
    // Requests are not logged, so none needs a logger of its own.
    childLoggerFactory: (parent) => parent,
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: SLOWEST_REQUEST_MS,
    // What still comes on an open connection while this process stops is received like the rest.
    return503OnClosing: false,
    // Fastify's own answer repeats the address.
    frameworkErrors: (_error, _request, reply) => {
      refuse(reply as FastifyReply, new Refusal(400, 'Adresse mal formée : vérifiez ses caractères codés par %.'))
    },
    // Types are never coerced and nothing is removed: what was posted is what is judged.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  })
  const classify = openClassifier()
  const delay = openLimit(limit)
  const metrics = openMetrics(log)
  const verdicts = openVerdicts(snapshot, secrets)

  const keep = async (body: Envelope, userAgent: string | undefined, recu: number): Promise<{ received: number }> => {
    assertClock(recu)
    const wait = delay(body.projet.trim().toUpperCase(), body.markers.length, recu)
    if (wait > 0) throw new Refusal(429, `Le projet envoie trop de marqueurs : réessayez dans ${wait} s.`, wait)
    const agent: Agent = classify(userAgent)
    const { requests, unknownKeys } = receive(body, agent, recu, secrets)
    const since = performance.now()
    await log.append(requests)
    metrics.durable.observe((performance.now() - since) / 1000)
    metrics.markers.inc(body.markers.length)
    if (unknownKeys > 0) metrics.unknownKeys.inc(unknownKeys)
    return { received: body.markers.length }
  }

  app.removeAllContentTypeParsers()
  app.addContentTypeParser(['text/plain', 'application/json'], { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parse(body as Buffer))
    } catch (error) {
      done(error as Error)
    }
  })
  // A browser keeps its connection open for the next page: a process that stops would wait for it more than a minute.
  let stopping = false
  app.addHook('preClose', async () => {
    stopping = true
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    reply.header('access-control-allow-origin', '*').header('access-control-expose-headers', 'retry-after')
    if (stopping) reply.header('connection', 'close')
    done()
  })
  const refuse = (reply: FastifyReply, { statusCode, message, retryAfter }: Refusal) => {
    metrics.refusals.inc({ statut: statusCode })
    if (retryAfter > 0) reply.header('retry-after', String(retryAfter))
    return reply.code(statusCode).send({ erreur: message })
  }
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const refusal = refusalOf(error)
    if (refusal.statusCode === 500 || error instanceof Unusable) app.log.error(error)
    return refuse(reply, refusal)
  })
  app.setNotFoundHandler((_request, reply) =>
    refuse(reply, new Refusal(404, 'Adresse inconnue : les marqueurs se postent à /markers.')),
  )

  // zod writes the JSON Schema that Fastify validates: one definition, two readings.
  const body = z.toJSONSchema(envelope, { target: 'draft-7' })
  app.post<{ Body: Envelope; Querystring: { verdict?: string } }>(
    '/markers',
    { schema: { body } },
    ({ body, query, headers }, reply) => {
      const recu = now()
      const userAgent = headers['user-agent']
      reply.code(202)
      const kept = keep(body, userAgent, recu)
      return query.verdict === undefined
        ? kept
        : kept.then((received) => ({ ...received, ...verdicts(body, classify(userAgent), recu) }))
    },
  )
  app.options('/markers', async (_request, reply) =>
    reply
      .code(204)
      .headers({
        'access-control-allow-methods': 'POST, OPTIONS',
        'access-control-allow-headers': 'content-type',
        'access-control-max-age': '86400',
      })
      .send(),
  )
  // A HEAD shows no page to anybody: it must not count one.
  app.get<{ Querystring: Record<string, unknown> }>(
    '/marker.gif',
    { exposeHeadRoute: false },
    async (request, reply) => {
      const posted = envelope.safeParse(bodyOfQuery(request.query))
      if (!posted.success) throw new Refusal(400, sentenceOfQuery(request.query))
      await keep(posted.data, request.headers['user-agent'], now())
      return reply
        .headers({
          'content-type': 'image/gif',
          'cache-control': 'no-store',
          'cross-origin-resource-policy': 'cross-origin',
        })
        .send(GIF)
    },
  )
  app.register(tag)
  app.register(servePlan, { tag: readFrozenTag() })
  app.get('/health', async () => ({ etat: 'ok' }))
  app.get('/ready', async (_request, reply) => {
    assertClock(now())
    secrets.of(schoolYear(now()))
    // An empty append is a write of its own: the answer is what the disk says now, not what it said last.
    try {
      await log.append([])
      return { etat: 'ok' }
    } catch {
      return refuse(
        reply,
        new Refusal(503, "Le journal n'écrit plus : vérifiez la place et les droits du disque.", RETRY_AFTER_S),
      )
    }
  })
  app.get('/metrics', async (_request, reply) =>
    reply.header('content-type', metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
  return app
}

/** A machine may start before it knows the time: one marker of 1970 would stop the processor, and all that come after it. */
const assertClock = (recu: number): void => {
  if (!isReception(recu))
    throw new Refusal(503, "L'horloge du collecteur n'est pas à l'heure : réglez-la (NTP).", RETRY_AFTER_S)
}

const parse = (body: Buffer): unknown => {
  if (!isUtf8(body)) throw new Refusal(400, "Le corps n'est pas de l'UTF-8 : encodez-le ainsi.")
  try {
    return JSON.parse(body.toString())
  } catch {
    throw new Refusal(400, "Le corps n'est pas du JSON : postez un objet JSON, en text/plain ou application/json.")
  }
}

/** What a client is told of an error; the unexpected becomes a 500 without its details. */
const refusalOf = (error: FastifyError): Refusal => {
  if (error instanceof Refusal) return error
  if (error instanceof LogUnavailable)
    return new Refusal(503, "Le journal ne peut pas garder ces marqueurs pour l'instant : réessayez.", RETRY_AFTER_S)
  // A secret that was not deposited in time: what it says is for the operator, in the log.
  if (error instanceof Unusable)
    return new Refusal(503, "Le collecteur n'a pas le secret de l'année scolaire : réessayez.", RETRY_AFTER_S)
  if (error.validation !== undefined) return new Refusal(400, sentenceOf(placeOf(error.validation[0])))
  if (error.statusCode === 413)
    return new Refusal(413, `Le corps dépasse ${MAX_BODY_BYTES} octets : envoyez moins de marqueurs à la fois.`)
  if (error.statusCode === 415) return new Refusal(415, 'Le type du contenu doit être text/plain ou application/json.')
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new Refusal(error.statusCode, 'La requête HTTP est mal formée : vérifiez ses en-têtes et sa longueur.')
  return new Refusal(500, 'Erreur interne : les marqueurs ne sont pas gardés, réessayez.')
}

const placeOf = (
  found: FastifyError['validation'] extends (infer Found)[] | undefined ? Found | undefined : never,
): string => found?.instancePath || `/${found?.params?.missingProperty ?? ''}`

/** The sentence for the place in a body that the envelope refuses. */
const sentenceOf = (path: string): string => {
  if (path.startsWith('/v')) return 'Le champ v doit être le nombre 1, la version du plan de marquage.'
  if (path.startsWith('/projet')) return 'Le champ projet doit être un texte de 1 à 64 caractères.'
  if (path.startsWith('/markers')) return `Le champ markers doit être une liste de 1 à ${MAX_MARKERS} objets.`
  return `Le corps doit être un objet avec v, projet et markers (une liste de 1 à ${MAX_MARKERS} objets).`
}

/** `marker.gif` holds one marker in the texts of its query; numbers are read here and nowhere else. */
const bodyOfQuery = (query: Record<string, unknown>) => {
  const { id, age, action, service, type, outil, page, v, ...context } = query
  return { ...context, v: asNumber(v), markers: [{ id, age: asNumber(age), action, service, type, outil, page }] }
}

const asNumber = (text: unknown): unknown =>
  typeof text === 'string' && /^-?\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : text

const sentenceOfQuery = (query: Record<string, unknown>): string =>
  asNumber(query.v) === 1 ? sentenceOf('/projet') : sentenceOf('/v')
