// What the collector is compared with: Fastify with a schema written by hand for ajv, which answers and keeps nothing.
import Fastify from 'fastify'

const body = {
  type: 'object',
  required: ['v', 'projet', 'markers'],
  properties: {
    v: { const: 1 },
    projet: { type: 'string', minLength: 1, maxLength: 64 },
    markers: { type: 'array', minItems: 1, maxItems: 100, items: { type: 'object' } },
  },
}

const app = Fastify({ bodyLimit: 64 * 1024 })
app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, text, done) => {
  try {
    done(null, JSON.parse(text as string))
  } catch (error) {
    done(error as Error)
  }
})
app.post<{ Body: { markers: unknown[] } }>('/markers', { schema: { body } }, async (request, reply) =>
  reply.code(202).send({ received: request.body.markers.length }),
)
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
process.send?.('ready')
process.once('SIGTERM', () => process.exit())
process.once('disconnect', () => process.exit())
