// From the log to the store, by the engine's own code: read, judge, normalise, insert, commit. Compared with the insert
// alone of the same rows, written beforehand: what the store costs whatever comes before it.

import { MARKER_COLUMNS, normalise } from '../../processor/normalise.ts'
import { BATCH_MARKERS } from '../../processor/process.ts'
import type { RawMarker, RawRequest } from '../../schema/marker.ts'
import { insertLines } from '../../schema/store.ts'
import { openInstall } from '../helper.ts'
import { type Bench, median, say, setting, short } from './figure.ts'
import { annuaireCsv, projetsJson, rawRequestOf, SCHOOLS } from './invented.ts'
import { spend } from './processes.ts'

const ROUNDS = 5
export const MARKERS = setting('BENCH_MARKERS', 1_000_000) / ROUNDS
/** Requests of an append: a group of the log at some thousands of markers a second. */
const APPEND = 100
const MONDAY = Date.parse('2026-11-23T06:00:00Z')
const NOW = Date.parse('2026-11-23T18:00:00Z')

export const openNational = async (logUrl?: string): Promise<Install> => {
  const install = await openInstall({ now: NOW, logUrl })
  await install.importAnnuaireCsv(annuaireCsv(SCHOOLS))
  await install.importText('projets', projetsJson())
  return install
}
type Install = Awaited<ReturnType<typeof openInstall>>

/** Puts the requests of a round into the log of an install. */
export const fill = async ({ log }: Install, round: number, markers = MARKERS): Promise<RawRequest[]> => {
  const requests = Array.from({ length: markers }, (_, i) => invent(round * markers + i))
  for (let i = 0; i < markers; i += APPEND) await log.append(requests.slice(i, i + APPEND))
  return requests
}

export const benchProcessor: Bench = async () => {
  const install = await openNational()
  await install.store.command({ query: 'CREATE TABLE temoin AS marker' })
  const engine: number[] = []
  const insert: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const requests = await fill(install, round)
    const lines = requests.map((request) => normalise(request, request.markers[0] as RawMarker, 'Europe/Paris').line)
    const spent = await spend(() => install.engine.takeAll())
    const alone = await spend(async () => {
      for (let i = 0; i < MARKERS; i += BATCH_MARKERS)
        await insertLines(
          install.store,
          'temoin',
          MARKER_COLUMNS,
          lines.slice(i, i + BATCH_MARKERS).join(''),
          `${round}-${i}`,
        )
    })
    say(
      `${short((spent.cpu / MARKERS) * 1e6)} µs of CPU a marker; its insert alone ${short((alone.cpu / MARKERS) * 1e6)}`,
    )
    engine.push(spent.cpu / MARKERS)
    insert.push(alone.cpu / MARKERS)
  }
  await install.close()
  return [
    {
      name: 'processor with chDB, 1 marker a request',
      measured: `${short(1 / median(engine))} markers/s a core`,
      compared: `insert alone ${short(1 / median(insert))}`,
      ratio: median(engine.map((cpu, i) => (insert[i] as number) / cpu)),
      target: '≥ 35 000 markers/s',
    },
  ]
}

/** A day of twelve hours, in order. */
const invent = (n: number): RawRequest =>
  rawRequestOf(n, MONDAY + Math.floor((n / (MARKERS * ROUNDS)) * 12 * 3_600_000))
