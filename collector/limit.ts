// How many markers a projet may send: a bucket each, filled at a rate. Never by address: a school has one (design §2.7).
import { MAX_MARKERS } from '../schema/marker.ts'

/** Seconds of the rate that a projet may spend at once: the bell of 8:00 is not an attack. */
const BURST_S = 10
/** Projets remembered; more codes than that are invented ones, and the oldest goes. */
const REMEMBERED = 10_000

type Bucket = { markers: number; at: number }

/** Seconds to wait before `markers` of that projet are welcome; 0 when they are now, and then they are counted. */
export type Limit = (projet: string, markers: number, now: number) => number

/** `rate`: markers a second and projet; 0 for no limit. */
export const openLimit = (rate: number): Limit => {
  const buckets = new Map<string, Bucket>()
  // A bucket that one whole request can't fill would refuse it for ever.
  const full = Math.max(rate * BURST_S, MAX_MARKERS)
  return (projet, markers, now) => {
    if (rate === 0) return 0
    const bucket = buckets.get(projet) ?? { markers: full, at: now }
    bucket.markers = Math.min(full, bucket.markers + (Math.max(0, now - bucket.at) / 1000) * rate)
    bucket.at = now
    if (!buckets.has(projet)) {
      if (buckets.size >= REMEMBERED) buckets.delete(buckets.keys().next().value as string)
      buckets.set(projet, bucket)
    }
    if (bucket.markers < markers) return Math.ceil((markers - bucket.markers) / rate)
    bucket.markers -= markers
    return 0
  }
}
