// The addresses of the tag: `/tag.js` follows the product, `/tag.v1.js` never changes, `/tag.d.ts` is for who writes code.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { buildTag, readFrozenTag } from './build.ts'

const HOUR = 'public, max-age=3600'
const FOR_EVER = 'public, max-age=31536000, immutable'

export const tag: FastifyPluginAsync = async (app) => {
  const types = readFileSync(join(import.meta.dirname, 'tag.d.ts'), 'utf8')
  app.get('/tag.js', sends(buildTag().text, 'text/javascript', HOUR))
  app.get('/tag.v1.js', sends(readFrozenTag().text, 'text/javascript', FOR_EVER))
  app.get('/tag.d.ts', sends(types, 'text/plain', HOUR))
}

const sends = (text: string, type: string, cacheControl: string) => {
  const brotli = brotliCompressSync(text)
  return async (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers({
      'content-type': `${type}; charset=utf-8`,
      'cache-control': cacheControl,
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
      // Pages of every ENT load it, and those that check it (SRI) ask for it with CORS.
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    })
    if (!/\bbr\b/.test(request.headers['accept-encoding'] ?? '')) return text
    return reply.header('content-encoding', 'br').send(brotli)
  }
}
