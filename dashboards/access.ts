// Who may read the pages: everyone at this machine; elsewhere, whoever gives the access secret (HTTP Basic, any name). Who may write:
// whoever gave the secret, or sits at this machine; from a page of ours only, since a browser gives a secret again by itself.
import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Unusable } from '../schema/folder.ts'

const LOOPBACK = ['127.0.0.1', '::1', 'localhost']

/** Throws `Unusable` when the pages would be open to the network without a secret. */
export const assertGuarded = (host: string, secret: string): void => {
  if (secret === '' && !LOOPBACK.includes(host))
    throw new Unusable(
      `Les pages ne s'ouvrent pas sur ${host} sans secret : donnez-en un dans ACCES, ou écoutez sur 127.0.0.1.`,
    )
}

/** To be called before any route is registered. An empty secret asks for nothing, but to be called by a name of this machine. */
export const guard = (web: FastifyInstance, secret: string): void => {
  if (secret === '') {
    refuseOtherNames(web, OPEN)
    return
  }
  web.addHook('onRequest', async (request, reply) => {
    const [scheme, credentials = ''] = (request.headers.authorization ?? '').split(' ')
    const given = Buffer.from(credentials, 'base64')
      .toString()
      .replace(/^[^:]*:/, '')
    if (scheme === 'Basic' && isSame(given, secret)) return
    return reply
      .code(401)
      .header('www-authenticate', 'Basic realm="Mesure ENT", charset="UTF-8"')
      .send({ erreur: "Ces pages demandent le secret d'accès." })
  })
}

const OPEN =
  'Ces pages sont ouvertes sans secret : elles ne répondent qu’aux noms de cette machine (localhost, 127.0.0.1). Pour les publier sous un autre nom, donnez un secret dans ACCES.'

/** A page of another site could have its own name point here, and read all (DNS rebinding): its name is still in what the browser asks. */
export const refuseOtherNames = (app: FastifyInstance, sentence: string): void => {
  app.addHook('onRequest', async ({ headers }, reply) => {
    if (!LOCAL_NAME.test(headers.host ?? 'localhost'))
      return reply.code(403).type('text/plain; charset=utf-8').send(`${sentence}\n`)
  })
}
const LOCAL_NAME = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i

const isSame = (given: string, secret: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Without a secret, only a browser of this machine (`guard`), and not one that a proxy brings. */
export const mayWrite = ({ headers }: FastifyRequest, secret: string): boolean =>
  secret !== '' || (headers['x-forwarded-for'] === undefined && headers.forwarded === undefined)

/** Whether a form was sent by a page of this server: what browsers say of it, the older ones by its origin alone. */
export const isFromOwnPage = ({ headers }: FastifyRequest): boolean => {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  return headers.origin !== undefined && URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host
}
