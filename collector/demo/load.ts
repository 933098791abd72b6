// Fills a fresh folder with the invented académie, by the collector's own way.
import type { MarkerLog } from '../../log/log.ts'
import { openClassifier } from '../agent.ts'
import type { Secrets } from '../pseudonym.ts'
import { receive } from '../receive.ts'
import { inventRequests } from './visits.ts'

/** Requests that go to disk together. */
const CHUNK = 1000

/** Puts the invented requests into the log; `progress` hears how many requests are there. */
export const loadDemo = async (log: MarkerLog, secrets: Secrets, now: number, progress: (done: number) => void) => {
  const classify = openClassifier()
  let waiting: Parameters<MarkerLog['append']>[0][number][] = []
  let done = 0
  for (const { received, userAgent, body } of inventRequests(now)) {
    waiting.push(...receive(body, classify(userAgent), received, secrets).requests)
    done += 1
    if (done % CHUNK !== 0) continue
    await log.append(waiting)
    waiting = []
    progress(done)
  }
  await log.append(waiting)
}
