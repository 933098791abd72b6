// The contract of log/log.ts, sentence by sentence, for any log: `describeLog` runs on each implementation.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch, MarkerLog } from '../log/log.ts'
import type { RawRequest } from '../schema/marker.ts'
import { appendUntilKept, byNumber, numberOf, request, TUESDAY, upTo } from './log-request.ts'
import { asCompiled } from './prepared.ts'

const HOUR = 3600 * 1000
/** A log of its own for one test. Every opening is on the same log. */
export type Bench = {
  /** What another process opens it by. */
  url: string
  open(now?: () => number): Promise<MarkerLog>
  remove(): Promise<void>
  /** Why `trim` forgets nothing, when something else does. */
  forgottenElsewhere?: string
}

export const scanned = async (log: MarkerLog, what: 'pending' | 'counted'): Promise<number[]> => {
  const found: number[] = []
  for await (const requests of log.scan(what)) found.push(...requests.map(numberOf))
  return found
}

/** Takes and commits all that is left, and gives its numbers in order. */
export const drained = async (log: MarkerLog, markers = 1000): Promise<number[]> => {
  const found: number[] = []
  for (let batch = await log.next(markers); batch !== null; batch = await log.next(markers)) {
    found.push(...batch.requests.map(numberOf))
    await batch.commit()
  }
  return found
}

const shapeOf = (batch: Batch | null) => batch && { position: batch.position, numbers: batch.requests.map(numberOf) }

const APPENDER = join(import.meta.dirname, 'log-appender.ts')
/** The command of another process that appends requests `from` to `from + count`, and says each acknowledged one. */
export const appendCommand = (url: string, from: number, count: number, atOnce = 1): string[] => {
  const numbers = [from, count, atOnce].map(String)
  return [process.execPath, ...asCompiled(APPENDER), url, ...numbers]
}
export const appendElsewhere = (...args: Parameters<typeof appendCommand>) => {
  const [command, ...rest] = appendCommand(...args) as [string, ...string[]]
  return spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
}

export const describeLog = (name: string, prepare: () => Promise<Bench>) =>
  describe(name, () => {
    let bench: Bench
    let opened: MarkerLog[]
    const open = async (now = () => TUESDAY): Promise<MarkerLog> => {
      const log = await bench.open(now)
      opened.push(log)
      return log
    }
    const close = async (log: MarkerLog): Promise<void> => {
      opened = opened.filter((one) => one !== log)
      await log.close()
    }
    beforeEach(async () => {
      opened = []
      bench = await prepare()
    })
    afterEach(async () => {
      for (const log of opened) await log.close()
      await bench.remove()
    })

    it('delivers in order what it acknowledged, as it was appended', async () => {
      const log = await open()
      const odd = { ...request(3, 2, 'é\n\t"\\ \u2028 🎒'), uai: null, profil: '?' }
      for (const one of [request(0), request(1, 100), request(2), odd]) await log.append([one])
      await log.append([request(4), request(5)])
      const batch = await log.next(1000)
      expect(batch?.requests).toEqual([request(0), request(1, 100), request(2), odd, request(4), request(5)])
    })

    it('has nothing to deliver when it is new, nor after all is counted', async () => {
      const log = await open()
      expect(await log.next(10)).toBeNull()
      expect(await log.next(0)).toBeNull()
      await log.append([request(0)])
      expect(await drained(log)).toEqual([0])
      expect(await log.next(10)).toBeNull()
    })

    it('keeps through a close what it acknowledged', async () => {
      const log = await open()
      await log.append([request(0)])
      await close(log)
      expect(await drained(await open())).toEqual([0])
    })

    it('takes an append of nothing, which adds nothing', async () => {
      const log = await open()
      await log.append([])
      expect(await log.next(10)).toBeNull()
      expect(await scanned(log, 'pending')).toEqual([])
    })

    it('cuts batches of about the markers that were asked for, and loses none between them', async () => {
      const log = await open()
      for (const n of upTo(50)) await log.append([request(n, 10)])
      const batch = await log.next(100)
      expect(batch?.requests.length).toBeGreaterThanOrEqual(10)
      expect(batch?.requests.length).toBeLessThan(50)
      await batch?.commit()
      expect([...(batch?.requests ?? []).map(numberOf), ...(await drained(log, 100))]).toEqual(upTo(50))
    })

    it('delivers again, cut the same, a batch that was not committed, whatever was appended or asked for since', async () => {
      const log = await open()
      for (const n of upTo(20)) await log.append([request(n)])
      const first = shapeOf(await log.next(5))
      for (const n of upTo(20, 20)) await log.append([request(n)])
      expect(shapeOf(await log.next(5))).toEqual(first)
      expect(shapeOf(await log.next(1000))).toEqual(first)
      expect(shapeOf(await log.next(1))).toEqual(first)
      await close(log)
      const again = await open()
      await again.append([request(40)])
      expect(shapeOf(await again.next(0))).toEqual(first)
      expect(shapeOf(await again.next(1000))).toEqual(first)
      expect(await drained(again)).toEqual(upTo(41))
    })

    it('gives with 0 only the batch under way', async () => {
      const log = await open()
      await log.append([request(0)])
      expect(await log.next(0)).toBeNull()
      const batch = await log.next(10)
      expect(shapeOf(await log.next(0))).toEqual(shapeOf(batch))
      await batch?.commit()
      expect(await log.next(0)).toBeNull()
    })

    it('names each batch otherwise, and never as another log names its own', async () => {
      const other = await prepare()
      const otherLog = await other.open(() => TUESDAY)
      const positions: string[] = []
      for (const log of [await open(), otherLog])
        for (const n of upTo(3)) {
          await log.append([request(n)])
          const batch = (await log.next(10)) as Batch
          positions.push(batch.position)
          await batch.commit()
        }
      await otherLog.close()
      await other.remove()
      expect(new Set(positions).size).toBe(6)
    })

    it('does not deliver after a close and an opening what was committed', async () => {
      const log = await open()
      for (const n of upTo(10)) await log.append([request(n)])
      const batch = (await log.next(4)) as Batch
      await batch.commit()
      await close(log)
      expect(await drained(await open())).toEqual(upTo(10).slice(batch.requests.length))
    })

    it('shows without consuming what is pending and what is counted, a batch under way being pending', async () => {
      const log = await open()
      for (const n of upTo(10)) await log.append([request(n)])
      const batch = (await log.next(4)) as Batch
      expect(await scanned(log, 'pending')).toEqual(upTo(10))
      expect(await scanned(log, 'counted')).toEqual([])
      await batch.commit()
      const counted = batch.requests.length
      expect(await scanned(log, 'counted')).toEqual(upTo(counted))
      expect(await scanned(log, 'pending')).toEqual(upTo(10).slice(counted))
      expect(await drained(log)).toEqual(upTo(10).slice(counted))
    })

    it('says of a mark whether commits cover all that was held when it was made', async () => {
      const log = await open()
      expect(await (await log.mark())()).toBe(true)
      await log.append([request(0, 2)])
      await log.append([request(1, 2)])
      const isCounted = await log.mark()
      await log.append([request(2, 2)])
      const batch = await log.next(4)
      expect(await isCounted()).toBe(false)
      await batch?.commit()
      await drained(log)
      expect(await isCounted()).toBe(true)
      await log.append([request(3)])
      expect([await isCounted(), await (await log.mark())()]).toEqual([true, false])
    })

    it('acknowledges each of many appends at once, and loses or doubles none', async () => {
      const log = await open()
      await Promise.all(upTo(3000).map((n) => log.append([request(n)])))
      expect(await drained(log)).toEqual(upTo(3000))
    })

    it('takes large requests, alone and together', async () => {
      const log = await open()
      const large = upTo(40).map((n) => request(n, 100, 'p'.repeat(500)))
      await Promise.all(large.slice(0, 20).map((one) => log.append([one])))
      await log.append(large.slice(20))
      expect(log.state().bytes).toBeGreaterThan(40 * 100 * 500)
      const found: RawRequest[] = []
      for (let batch = await log.next(500); batch !== null; batch = await log.next(500)) {
        found.push(...batch.requests)
        await batch.commit()
      }
      expect(found).toEqual(large)
    })

    it('takes appends of two openings in this process while it delivers', async () => {
      const [one, two] = [await open(), await open()]
      const appended = Promise.all(upTo(200).flatMap((n) => [one.append([request(n)]), two.append([request(n + 200)])]))
      const found = await drained(one, 50)
      await appended
      found.push(...(await drained(one)))
      expect(found.sort(byNumber)).toEqual(upTo(400))
    })

    it('takes appends of two processes, and delivers those of each in their order', async () => {
      const log = await open()
      const child = appendElsewhere(bench.url, 1000, 300)
      await once(child.stdout, 'data')
      const ended = once(child, 'close')
      for (const n of upTo(300)) await appendUntilKept(log, n)
      expect((await ended)[0]).toBe(0)
      // One refused for want of an answer in time may have been kept all the same: its first copy tells its place.
      const found = [...new Set(await drained(log, 100))]
      expect(found.filter((n) => n < 1000)).toEqual(upTo(300))
      expect(found.filter((n) => n >= 1000)).toEqual(upTo(300, 1000))
    })

    it('forgets what was counted longer ago than it is to keep, not a moment before', async ({ skip }) => {
      skip(bench.forgottenElsewhere !== undefined, bench.forgottenElsewhere)
      let now = TUESDAY + 50 * 60_000
      const log = await open(() => now)
      await log.append([request(0)])
      expect(await drained(log)).toEqual([0])
      now += 3 * HOUR
      await log.append([request(1)])
      expect(await drained(log)).toEqual([1])
      await log.append([request(2)])
      now += HOUR
      await log.trim(now, 4 * HOUR + 1)
      expect(await scanned(log, 'counted')).toEqual([0, 1])
      now += HOUR
      await log.trim(now, 4 * HOUR)
      expect(await scanned(log, 'counted')).toEqual([1])
      await log.trim(now + 48 * HOUR, 4 * HOUR)
      expect(await scanned(log, 'counted')).toEqual([])
      expect(await drained(log)).toEqual([2])
    })

    it('never forgets what is not counted, however old or large it is', async () => {
      const log = await open()
      for (const n of upTo(5)) await log.append([request(n)])
      const batch = (await log.next(2)) as Batch
      await log.trim(TUESDAY + 1000 * HOUR, 0)
      expect(await scanned(log, 'pending')).toEqual(upTo(5))
      expect(shapeOf(await log.next(0))).toEqual(shapeOf(batch))
      expect(await drained(log)).toEqual(upTo(5))
    })

    it('delivers what is appended after all was forgotten', async ({ skip }) => {
      skip(bench.forgottenElsewhere !== undefined, bench.forgottenElsewhere)
      let now = TUESDAY
      const log = await open(() => now)
      for (const n of upTo(5)) await log.append([request(n)])
      expect(await drained(log)).toEqual(upTo(5))
      now += 10 * HOUR
      await log.trim(now, HOUR)
      expect(await scanned(log, 'counted')).toEqual([])
      await log.append([request(5)])
      await close(log)
      const again = await open(() => now)
      await again.append([request(6)])
      expect(await drained(again)).toEqual([5, 6])
    })

    it('finishes on close the appends under way', async () => {
      const log = await open()
      const appended = upTo(50).map((n) => log.append([request(n)]))
      await close(log)
      await Promise.all(appended)
      expect(await drained(await open())).toEqual(upTo(50))
    })

    it('can be written when all is well', async () => {
      const log = await open()
      await log.append([request(0)])
      expect(log.state().writable).toBe(true)
      expect(log.state().bytes).toBeGreaterThan(0)
    })
  })
