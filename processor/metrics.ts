// What the processor says of itself to Prometheus: counts, lags and instants; nothing of a person or a school.
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { MarkerLog } from '../log/log.ts'
import type { Fraicheur } from '../schema/ledger.ts'

export type EngineMetrics = ReturnType<typeof openMetrics>

export const openMetrics = (log: MarkerLog) => {
  const registry = new Registry()
  const registers = [registry]
  const ofLog = (name: string, help: string, read: 'lag' | 'aside') =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        // A log of one machine knows neither.
        const value = log.state()[read]
        if (value !== undefined) this.set(value)
      },
    })
  ofLog('mesure_traitement_retard_messages', 'Messages of its partitions that are not counted yet', 'lag')
  ofLog('mesure_traitement_ecartes', 'Lines set aside since its start because they were no request', 'aside')
  const complete = new Gauge({
    name: 'mesure_complet_jusqua_secondes',
    help: 'Unix time: all that was received before it is in the figures',
    registers,
  })
  const closed = new Gauge({
    name: 'mesure_jours_clos_secondes',
    help: 'Unix time of the last day whose figures will not change any more',
    registers,
  })
  const dirty = new Gauge({
    name: 'mesure_jours_sales',
    help: 'Days of the store whose markers changed since they were rebuilt',
    registers,
  })
  return {
    registry,
    markers: new Counter({
      name: 'mesure_traitement_marqueurs_total',
      help: 'Markers that were judged and are in the store, by verdict',
      labelNames: ['verdict'] as const,
      registers,
    }),
    batches: new Counter({ name: 'mesure_traitement_lots_total', help: 'Batches taken from the log', registers }),
    failures: new Counter({
      name: 'mesure_traitement_pannes_total',
      help: 'Times that the log or the store refused; the same work is tried again',
      registers,
    }),
    rebuilds: new Histogram({
      name: 'mesure_reconstruction_secondes',
      help: 'Time to rebuild the days that changed, and their periods',
      buckets: [0.1, 0.5, 1, 5, 15, 60, 300],
      registers,
    }),
    say: ({ completJusqua, joursClos }: Fraicheur, dirtyDays: number) => {
      dirty.set(dirtyDays)
      if (completJusqua !== null) complete.set(Date.parse(completJusqua) / 1000)
      if (joursClos !== null) closed.set(Date.parse(joursClos) / 1000)
    },
  }
}
