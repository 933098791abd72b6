// What a processor that serves no pages says to Prometheus.
import Fastify, { type FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'

export const buildMetrics = (registry: Registry): FastifyInstance => {
  const app = Fastify({ logger: false })
  app.get('/metrics', async (_request, reply) =>
    reply.header('content-type', registry.contentType).send(await registry.metrics()),
  )
  return app
}
