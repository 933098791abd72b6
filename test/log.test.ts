// The embedded log: the contract of every log, then what only a disk can do to it.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it, type TestContext, vi } from 'vitest'
import { LogUnavailable, type MarkerLog } from '../log/log.ts'
import { openLog } from '../log/open.ts'
import { Unusable } from '../schema/folder.ts'
import { byNumber, request, TUESDAY, upTo } from './log-request.ts'
import { appendCommand, appendElsewhere, describeLog, drained, scanned } from './log-suite.ts'

describeLog('the embedded log', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-log-'))
  const url = `lmdb:${join(folder, 'log')}`
  return {
    url,
    open: (now = () => TUESDAY) => openLog(url, now),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  }
})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mesure-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Appends requests until one is refused; how many were acknowledged, and why the next was not. */
const fill = async (log: MarkerLog, from: number, markers: number): Promise<{ count: number; refusal: unknown }> => {
  for (let count = 0; ; count += 1)
    try {
      await log.append([request(from + count, markers, 'p'.repeat(200))])
    } catch (refusal) {
      return { count, refusal }
    }
}

it('lets the rest of the process work while it is read from end to end', async () => {
  const log = await openLog(`lmdb:${join(folder, 'log')}`, () => TUESDAY)
  for (const n of upTo(6)) await log.append(upTo(500, n * 500).map((one) => request(one)))
  let turns = 0
  const count = () => {
    turns += 1
    next = setImmediate(count)
  }
  let next = setImmediate(count)
  const read = await scanned(log, 'pending')
  clearImmediate(next)
  expect(read).toEqual(upTo(3000))
  expect(turns).toBeGreaterThanOrEqual(5)
  await log.close()
})

it('holds so much that waits for the disk, and refuses the rest until it is written', async () => {
  const log = await openLog(`lmdb:${join(folder, 'log')}`, () => TUESDAY)
  const large = (n: number) => log.append([request(n, 100, 'p'.repeat(10_000))])
  const ends = await Promise.allSettled(upTo(100).map(large))
  const kept = ends.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []))
  expect(kept.length).toBeGreaterThan(50)
  expect(kept).toEqual(upTo(kept.length))
  for (const end of ends.slice(kept.length))
    expect(end).toMatchObject({ reason: new LogUnavailable('too much waits for the disk already') })
  expect(kept.length).toBeLessThan(100)
  await large(100)
  expect(await scanned(log, 'pending')).toEqual([...kept, 100])
  await log.close()
})

describe('a log that is full', () => {
  const open = () => openLog(`lmdb:${join(folder, 'log')}?octets=1000000`, () => TUESDAY)

  it('refuses, keeps what it acknowledged, and takes more once what was counted is forgotten', async () => {
    const log = await open()
    let from = 0
    for (const _round of upTo(5)) {
      const { count, refusal } = await fill(log, from, 60)
      expect(refusal).toBeInstanceOf(LogUnavailable)
      expect(count).toBeGreaterThan(20)
      expect(log.state().writable).toBe(false)
      expect(log.state().bytes).toBeLessThanOrEqual(1_000_000)
      await log.trim(TUESDAY, 0)
      await expect(log.append([request(1)])).rejects.toThrow(LogUnavailable)
      expect(await drained(log)).toEqual(upTo(count, from))
      await log.trim(TUESDAY, 1e9)
      await log.append([])
      expect(log.state().writable).toBe(true)
      from += count
    }
    await log.close()
  })

  it('is full for an append of nothing as soon as it is for one large request', async () => {
    const log = await open()
    const { count } = await fill(log, 0, 100)
    expect(count).toBeGreaterThan(10)
    await expect(log.append([])).rejects.toThrow(LogUnavailable)
    await expect(log.append([request(0)])).rejects.toThrow(LogUnavailable)
    await log.close()
  })

  it('forgets, oldest first, what is counted and over the size allowed, before it is old', async () => {
    const log = await openLog(`lmdb:${join(folder, 'log')}?octets=6000000`, () => TUESDAY)
    const { count } = await fill(log, 0, 60)
    const batch = await log.next(((count * 3) / 4) * 60)
    await batch?.commit()
    const pending = await scanned(log, 'pending')
    await log.trim(TUESDAY, 1e9)
    const counted = await scanned(log, 'counted')
    expect(counted.length).toBeGreaterThan(0)
    expect([...counted, ...pending]).toEqual(upTo(count).slice(-counted.length - pending.length))
    expect(log.state().bytes).toBeLessThan(3_100_000)
    await log.close()
  })
})

/** Runs on a log of the default size whose disk has two megabytes. */
const onSmallDisk = async (context: TestContext, run: (log: MarkerLog, disk: string) => Promise<void>) => {
  const disk = join(folder, 'small')
  mkdirSync(disk)
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]).status !== 0)
    return context.skip('this account may not mount a small file system')
  // lmdb says on standard error what it also says to its caller.
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  const log = await openLog(`lmdb:${join(disk, 'log')}`, () => TUESDAY)
  try {
    await run(log, disk)
  } finally {
    await log.close()
    spawnSync('umount', [disk])
    said.mockRestore()
  }
}

describe('a disk that is full', () => {
  it('makes appends refused, in a process that lives on, until there is room again', (context) =>
    onSmallDisk(context, async (log, disk) => {
      const filler = join(disk, 'filler')
      writeFileSync(filler, Buffer.alloc(800_000))
      const { count, refusal } = await fill(log, 0, 60)
      expect(refusal).toBeInstanceOf(LogUnavailable)
      expect(count).toBeGreaterThan(10)
      for (const _again of upTo(3)) {
        await expect(log.append([request(0, 100, 'p'.repeat(500))])).rejects.toThrow(LogUnavailable)
        await expect(log.append([])).rejects.toThrow(LogUnavailable)
        expect(log.state().writable).toBe(false)
      }
      expect(await scanned(log, 'pending')).toEqual(upTo(count))
      rmSync(filler)
      await log.append([])
      expect(log.state().writable).toBe(true)
      await log.append([request(count)])
      expect(await drained(log)).toEqual(upTo(count + 1))
    }))

  it('does not end the process when it stops a trim, which forgets nothing that is not counted', (context) =>
    onSmallDisk(context, async (log) => {
      const { count } = await fill(log, 0, 60)
      const batch = await log.next(10 * 60).catch(() => null)
      await batch?.commit().catch(() => {})
      const pending = await scanned(log, 'pending')
      await log.trim(TUESDAY + 1e9, 0).catch((refusal) => expect(refusal).toBeInstanceOf(Error))
      expect(await scanned(log, 'pending')).toEqual(pending)
      expect(pending).toEqual(upTo(count).slice(-pending.length))
    }))
})

describe('a kill -9 of who appends', () => {
  const KILLS = Number(process.env.RUNS_KILL ?? 10)

  it('loses nothing that was acknowledged and doubles nothing', async () => {
    const url = `lmdb:${join(folder, 'log')}`
    const acknowledged = new Set<number>()
    for (const kill of upTo(KILLS)) {
      const child = appendElsewhere(url, kill * 1e6, 1e6, 8)
      const closed = once(child, 'close')
      let left = 40 + kill * 37
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged.add(Number(line))
        if (--left === 0) child.kill('SIGKILL')
      }
      expect((await closed)[1]).toBe('SIGKILL')
    }
    const log = await openLog(url, () => TUESDAY)
    const found = await drained(log, 100)
    await log.close()
    expect(acknowledged.size).toBeGreaterThanOrEqual(40 * KILLS)
    expect(found.length).toBe(new Set(found).size)
    const kept = new Set(found)
    expect([...acknowledged].filter((n) => !kept.has(n))).toEqual([])
    // At most what was under way when the process was killed is there without having been said.
    expect(found.filter((n) => !acknowledged.has(n)).length).toBeLessThanOrEqual(16 * KILLS)
  })
})

describe('the acknowledgement of an append', () => {
  /** What a traced line does to the file of the log, or that a number was said. */
  const stepOf = (line: string, synced: Set<string>): string => {
    const [, opened] = /openat.*data\.mdb".*O_DSYNC.* = (\d+)/.exec(line) ?? []
    if (opened !== undefined) synced.add(opened)
    const [, call, file] = /(pwrite64|pwritev|fdatasync|write)\((\d+)<?[^,]*/.exec(line) ?? []
    if (call === 'write') return /"70\d\d\\n"/.test(line) ? 'said' : ''
    if (!line.includes('data.mdb') || file === undefined) return ''
    if (call === 'fdatasync') return 'sync'
    return synced.has(file) ? 'root' : 'data'
  }

  it('follows the sync of its data, then that of the root which makes them visible', (context) => {
    if (spawnSync('strace', ['-V']).status !== 0) return context.skip('strace is not installed')
    const trace = join(folder, 'trace')
    const calls = 'trace=openat,write,pwrite64,pwritev,fdatasync'
    const command = appendCommand(`lmdb:${join(folder, 'log')}`, 7000, 5)
    const run = spawnSync('strace', ['-f', '-y', '-e', calls, '-o', trace, ...command], { encoding: 'utf8' })
    if (run.status !== 0) return context.skip('this account may not trace a process')
    expect(run.stdout).toBe('7000\n7001\n7002\n7003\n7004\n')
    const synced = new Set<string>()
    const steps = readFileSync(trace, 'utf8')
      .split('\n')
      .map((line) => stepOf(line, synced))
      .filter((step) => step !== '')
      .join(' ')
    expect(synced.size).toBe(1)
    expect(steps).toMatch(/^.*?((data )+sync root said ?){5}((data )+sync root ?)*$/)
  })
})

describe('openLog', () => {
  it.each([
    ['kafkaesque:there', /LOG_URL vaut « kafkaesque:there »/],
    ['lmdb:log?octets=1000', /octets/],
    ['lmdb:log?octets=beaucoup', /octets/],
  ])('refuses %s with a sentence', async (url, sentence) => {
    const opening = openLog(url, () => TUESDAY)
    await expect(opening).rejects.toThrow(Unusable)
    await expect(opening).rejects.toThrow(sentence)
  })

  it('refuses a folder that is no folder with a sentence', async () => {
    writeFileSync(join(folder, 'file'), '')
    await expect(openLog(`lmdb:${join(folder, 'file')}`, () => TUESDAY)).rejects.toThrow(/ne s'ouvre pas .* droits/)
  })

  it('takes a folder whose name has a dot', async () => {
    const log = await openLog(`lmdb:${join(folder, 'log.ancien')}`, () => TUESDAY)
    await Promise.all(upTo(3).map((n) => log.append([request(n)])))
    expect((await drained(log)).sort(byNumber)).toEqual(upTo(3))
    await log.close()
  })
})
