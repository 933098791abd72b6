// Serves the marking plan on the collector, which anyone may reach: the page, the same as data, its schema, the OpenAPI
// document, and the panel for whoever installs the tag. Nothing comes from another site; nothing of a reader is kept.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import compress from '@fastify/compress'
import files from '@fastify/static'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { PLAN } from '../../schema/plan/plan.ts'
import { postedSchema } from '../../schema/plan/posted.ts'
import type { TagFacts } from './guide.ts'
import { openapi } from './openapi.ts'
import { planPage, STYLESHEETS } from './page.ts'
import { ORIGINE } from './snippets.ts'

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

const here = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8')
const DSFR = join(dirname(createRequire(import.meta.url).resolve('@gouvfr/dsfr/package.json')), 'dist')

/** The part of the DSFR that the page reads, and no more: its sheets, and the fonts and icons that they name. */
const isRead = (path: string): boolean =>
  STYLESHEETS.includes(path.slice(1)) || /^\/(fonts\/Marianne-[\w-]+\.woff2|(icons|favicon)\/[\w/-]+\.svg)$/.test(path)

/** To be registered as a plugin, so that its headers stay its own. `tag`: what the page says of /tag.v1.js. */
export const servePlan = async (app: FastifyInstance, { tag }: { tag: TagFacts }): Promise<void> => {
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(HEADERS)
  })
  await app.register(compress, { encodings: ['br', 'gzip'] })
  await app.register(files, { root: DSFR, prefix: '/dsfr/', allowedPath: isRead, maxAge: '1d', decorateReply: false })

  const serve = (path: string, type: string, body: string | ((request: FastifyRequest) => string)) =>
    app.get(path, async (request, reply) =>
      reply
        .headers({ 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' })
        .send(typeof body === 'string' ? body : body(request)),
    )
  const asJson = (value: unknown) => JSON.stringify(value, null, 2)

  const page = planPage(tag)
  serve('/plan', 'text/html', (request) => page.replaceAll(ORIGINE, originOf(request)))
  serve('/plan.css', 'text/css', here('plan.css'))
  serve('/plan.js', 'text/javascript', here('plan.js'))
  serve('/plan.json', 'application/json', asJson(PLAN))
  serve('/plan.schema.json', 'application/schema+json', asJson(postedSchema()))
  serve('/openapi.json', 'application/json', asJson(openapi))

  const panel = here('../tag/verdict.js')
  app.get('/verdict.js', async (_request, reply) =>
    reply
      .headers({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'no-cache',
        'cross-origin-resource-policy': 'cross-origin',
      })
      .send(panel),
  )
}

/** The collector's address as this reader knows it, for examples that need no editing. Behind a TLS proxy, save at home. */
const originOf = ({ host }: FastifyRequest): string => {
  if (!/^([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?$/i.test(host)) return 'https://collecteur.exemple.fr'
  const isLoopback = /^(localhost|127\.[\d.]+|\[::1\])(:|$)/.test(host)
  return `${isLoopback ? 'http' : 'https'}://${host}`
}
