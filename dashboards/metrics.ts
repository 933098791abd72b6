// What the pages say of themselves to Prometheus, behind the secret that they ask for: how long they take, by status.
import type { FastifyInstance } from 'fastify'
import { Histogram, Registry } from 'prom-client'

/** `others`: what the process of these pages says besides. To be called before any route is registered. */
export const measure = (web: FastifyInstance, others: readonly Registry[]): void => {
  const registry = new Registry()
  const seconds = new Histogram({
    name: 'mesure_pages_secondes',
    help: 'Time to answer a reader, by status',
    labelNames: ['statut'] as const,
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30],
    registers: [registry],
  })
  web.addHook('onResponse', async (_request, reply) => {
    seconds.observe({ statut: reply.statusCode }, reply.elapsedTime / 1000)
  })
  web.get('/metrics', async (_request, reply) =>
    reply.header('content-type', registry.contentType).send(await Registry.merge([registry, ...others]).metrics()),
  )
}
