// The log of several machines while its broker is away: what was acknowledged is there when the broker comes back, what
// was not is refused in time, and no process has to be started again.
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Batch, LogUnavailable, type MarkerLog } from '../log/log.ts'
import { openLog } from '../log/open.ts'
import { type KafkaBroker, openBroker, whyNoBroker } from './kafka-broker.ts'
import { byNumber, numberOf, request, TUESDAY, upTo } from './log-request.ts'
import { drained, scanned } from './log-suite.ts'
import { eventually, freePort, openMachine } from './machine.ts'

/** A collector answers within two seconds; a busy machine may take longer, and a client without a deadline half a minute. */
const ANSWER_MS = 10_000
const KILLS = Number(process.env.KILLS ?? 4)

describe.skipIf(whyNoBroker() !== null)('a broker that is away', () => {
  let broker: KafkaBroker
  let log: MarkerLog
  let url: string
  beforeAll(async () => {
    broker = await openBroker()
  })
  afterAll(() => broker?.close())
  beforeEach(() => broker.start())
  afterEach(() => log?.close())

  const open = async (options = 'partitions=2'): Promise<void> => {
    url = `kafka://${broker.address}/marqueurs-${randomBytes(4).toString('hex')}?${options}`
    log = await openLog(url, () => TUESDAY)
  }
  /** The error of an append and how long it took; null when it was acknowledged. */
  const tryAppend = async (n: number) => {
    const start = performance.now()
    const error = await log.append([request(n)]).then(
      () => null,
      (refusal) => refusal,
    )
    return { error, ms: performance.now() - start }
  }
  const appended = (n: number) =>
    eventually('the log takes requests again', async () => (await tryAppend(n)).error === null)

  it('makes appends refused in time; what was acknowledged is delivered once it is back', {
    timeout: 120_000,
  }, async () => {
    await open()
    for (const n of upTo(5)) await log.append([request(2 * n), request(2 * n + 1)])
    const batch = (await log.next(4)) as Batch
    await broker.stop()
    for (const n of upTo(3, 100)) {
      const { error, ms } = await tryAppend(n)
      expect(error).toBeInstanceOf(LogUnavailable)
      expect(ms).toBeLessThan(ANSWER_MS)
      expect(log.state().writable).toBe(false)
    }
    await expect(log.append([])).rejects.toThrow(LogUnavailable)
    await expect(batch.commit()).rejects.toThrow(LogUnavailable)
    await broker.start()
    await appended(10)
    expect(log.state().writable).toBe(true)
    const again = (await log.next(4)) as Batch
    expect(again.position).toBe(batch.position)
    await eventually('the batch is committed', () =>
      again.commit().then(
        () => true,
        () => false,
      ),
    )
    const found = [...again.requests.map(numberOf), ...(await drained(log))]
    expect([...new Set(found)].filter((n) => n < 100).sort(byNumber)).toEqual(upTo(11))
  })

  it('does not hold a process that starts without it', { timeout: 120_000 }, async () => {
    const port = await freePort()
    log = await openLog(`kafka://127.0.0.1:${port}/marqueurs`, () => TUESDAY)
    const { error, ms } = await tryAppend(0)
    expect(error).toBeInstanceOf(LogUnavailable)
    expect(ms).toBeLessThan(ANSWER_MS)
    await expect(log.next(0)).rejects.toThrow(LogUnavailable)
  })

  it('that hangs costs two seconds an append, and bounded memory', { timeout: 120_000 }, async () => {
    await open()
    await log.append([request(0)])
    broker.freeze()
    try {
      const large = request(1, 100, 'p'.repeat(200))
      const before = process.memoryUsage().rss
      const refusals: string[] = []
      // 150 MB, of which 32 may wait.
      await Promise.all(
        upTo(5000).map(() =>
          log.append([large]).catch((error) => {
            expect(error).toBeInstanceOf(LogUnavailable)
            refusals.push(error.message)
          }),
        ),
      )
      expect(refusals.length).toBe(5000)
      expect(refusals.filter((message) => message.startsWith('too much waits')).length).toBeGreaterThan(2500)
      expect(process.memoryUsage().rss - before).toBeLessThan(400e6)
    } finally {
      broker.thaw()
    }
    await appended(2)
    expect(await scanned(log, 'pending').then((found) => found.includes(0) && found.includes(2))).toBe(true)
  })

  it(`loses nothing that it acknowledged, killed ${KILLS} times while many append`, {
    timeout: 120_000 + KILLS * 30_000,
  }, async () => {
    await open('partitions=3')
    const acknowledged: number[] = []
    let next = 0
    let stopping = false
    const load = upTo(16).map(async () => {
      while (!stopping) {
        const n = next++
        const one = { ...request(n), uai: `095000${n % 7}X` }
        await log.append([one]).then(
          () => acknowledged.push(n),
          () => sleep(20),
        )
      }
    })
    for (const kill of upTo(KILLS)) {
      const count = acknowledged.length
      await eventually('appends are acknowledged', () => acknowledged.length > count + 300 + 100 * kill)
      await broker.stop()
      await sleep(Math.random() * 1000)
      await broker.start()
    }
    const count = acknowledged.length
    await eventually('appends are acknowledged', () => acknowledged.length > count + 300)
    stopping = true
    await Promise.all(load)
    const found = new Set(await drained(log, 500))
    expect(acknowledged.filter((n) => !found.has(n))).toEqual([])
    expect(acknowledged.length).toBeGreaterThan(KILLS * 300)
  })

  it('makes a collector answer 503 in time, and 202 again without a restart', { timeout: 120_000 }, async () => {
    await open()
    const machine = await openMachine({ LOG_URL: url })
    const post = async () => {
      const body = JSON.stringify({ v: 1, projet: 'ENT95', markers: [{}] })
      const start = performance.now()
      const answer = await fetch(`${machine.url}/markers`, { method: 'POST', body })
      return { status: answer.status, retry: answer.headers.get('retry-after'), ms: performance.now() - start }
    }
    const statusOf = async (path: string) => (await fetch(`${machine.url}${path}`).catch(() => null))?.status
    try {
      const collector = machine.launch(['collect'])
      await eventually('the collector is ready', async () => (await statusOf('/ready')) === 200)
      expect(await post()).toMatchObject({ status: 202 })
      await broker.stop()
      for (const _again of upTo(3)) {
        const { status, retry, ms } = await post()
        expect({ status, retry }).toEqual({ status: 503, retry: '5' })
        expect(ms).toBeLessThan(ANSWER_MS)
      }
      expect(await statusOf('/ready')).toBe(503)
      expect(await statusOf('/health')).toBe(200)
      await broker.start()
      await eventually('the collector is ready again', async () => (await statusOf('/ready')) === 200)
      expect(await post()).toMatchObject({ status: 202 })
      collector.kill('SIGTERM')
      expect((await collector.ended).code).toBe(0)
      expect((await scanned(log, 'pending')).length).toBeGreaterThanOrEqual(2)
    } finally {
      await machine.close()
    }
  })
})
