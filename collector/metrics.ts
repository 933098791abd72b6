// What the collector says of itself to Prometheus; projet codes and reasons only, never a person.
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { MarkerLog } from '../log/log.ts'

export const openMetrics = (log: MarkerLog) => {
  const registry = new Registry()
  const registers = [registry]
  new Gauge({
    name: 'mesure_journal_octets',
    help: 'Bytes of requests that the log holds',
    registers,
    collect() {
      this.set(log.state().bytes)
    },
  })
  new Gauge({
    name: 'mesure_journal_inscriptible',
    help: '1 while the log takes requests, 0 while it refuses them',
    registers,
    collect() {
      this.set(log.state().writable ? 1 : 0)
    },
  })
  return {
    registry,
    markers: new Counter({ name: 'mesure_marqueurs_recus_total', help: 'Markers on disk and acknowledged', registers }),
    refusals: new Counter({
      name: 'mesure_requetes_refusees_total',
      help: 'Requests answered otherwise than by a success, by status',
      labelNames: ['statut'] as const,
      registers,
    }),
    unknownKeys: new Counter({
      name: 'mesure_champs_inconnus_total',
      help: 'Keys of bodies that the marking plan does not know; they are kept out',
      registers,
    }),
    durable: new Histogram({
      name: 'mesure_journal_secondes',
      help: 'Time for a request to be on disk',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
  }
}
