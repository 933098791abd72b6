// What waits for the broker's word, on connections that do as they are told.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { GROUP_BYTES, type Keyed, type Link, messagesOf, openChoice, piecesOf, Sender } from '../log/kafka/send.ts'
import { LogUnavailable } from '../log/log.ts'
import { upTo } from './log-request.ts'

/** Longer than a send waits for more. */
const soon = () => vi.advanceTimersByTimeAsync(10)
const line = (n: number, bytes = 10): Keyed => ({ key: 'x', value: String(n % 10).repeat(bytes) })

/** A connection whose sends wait for `answer`, which takes the oldest. */
const openLinks = () => {
  const sends: { link: number; lines: number; bytes: number; answer: (error?: Error) => void }[] = []
  const closed: number[] = []
  let links = 0
  const connect = async (): Promise<Link> => {
    links += 1
    const link = links
    return {
      send: (lines) =>
        new Promise((resolve, reject) => {
          const bytes = lines.reduce((sum, { value }) => sum + value.length, 0)
          const answer = (error?: Error) => (error === undefined ? resolve() : reject(error))
          sends.push({ link, lines: lines.length, bytes, answer })
        }),
      check: async () => {},
      close: async () => {
        closed.push(link)
      },
    }
  }
  return { connect, sends, closed }
}

describe('the sender', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('sends together what arrived while one send was in flight', async () => {
    const { connect, sends } = openLinks()
    const sender = new Sender(connect)
    const appends = [sender.append([line(0)])]
    await soon()
    for (const n of upTo(50, 1)) appends.push(sender.append([line(n)]))
    await soon()
    expect(sends.map(({ lines }) => lines)).toEqual([1])
    sends[0]?.answer()
    await soon()
    expect(sends.map(({ lines }) => lines)).toEqual([1, 50])
    sends[1]?.answer()
    await Promise.all(appends)
    expect(sender.bytes).toBe(510)
  })

  it('waits for more while more keeps coming, not longer than some milliseconds', async () => {
    const { connect, sends } = openLinks()
    const sender = new Sender(connect)
    const appends = [sender.append([line(0)])]
    const comeOn = async (count: number) => {
      for (const n of upTo(count, appends.length)) {
        appends.push(sender.append([line(n)]))
        await vi.advanceTimersByTimeAsync(1)
      }
    }
    await comeOn(4)
    expect(sends).toEqual([])
    await comeOn(4)
    expect(sends.map(({ lines }) => lines)).toEqual([6])
    sends[0]?.answer()
    await soon()
    expect(sends.map(({ lines }) => lines)).toEqual([6, 3])
    sends[1]?.answer()
    await Promise.all(appends)
  })

  it('never sends a megabyte at once, however much is appended together', async () => {
    const { connect, sends } = openLinks()
    const sender = new Sender(connect)
    const append = sender.append(upTo(30).map((n) => line(n, 200_000)))
    for (let i = 0; i < 30; i += 1) {
      await soon()
      sends[i]?.answer()
    }
    await append
    expect(Math.max(...sends.map(({ bytes }) => bytes))).toBeLessThan(900_000)
    expect(sends.reduce((sum, { lines }) => sum + lines, 0)).toBe(30)
  })

  it('takes another connection after a send that failed: the broker must not take what follows for a copy', async () => {
    const { connect, sends, closed } = openLinks()
    const sender = new Sender(connect)
    const first = sender.append([line(0)])
    const refused = expect(first).rejects.toThrow(LogUnavailable)
    await soon()
    sends[0]?.answer(new Error('request timed out'))
    await refused
    expect(sender.failed).toBe(true)
    const second = sender.append([line(1)])
    await soon()
    sends[1]?.answer()
    await second
    expect(sends.map(({ link }) => link)).toEqual([1, 2])
    expect(closed).toEqual([1])
    expect(sender.failed).toBe(false)
  })

  it('refuses what waited too long, and does not send it later', async () => {
    const { connect, sends } = openLinks()
    const sender = new Sender(connect)
    const appends = upTo(3).map((n) => sender.append([line(n)]))
    const refused = appends.map((append) => expect(append).rejects.toThrow(LogUnavailable))
    await soon()
    vi.advanceTimersByTime(1600)
    await Promise.all(refused)
    expect(sender.failed).toBe(true)
    sends[0]?.answer()
    await soon()
    expect(sends.reduce((sum, { lines }) => sum + lines, 0)).toBeLessThanOrEqual(3)
    const later = sender.append([line(9)])
    await soon()
    sends.at(-1)?.answer()
    await later
    expect(sender.failed).toBe(false)
  })

  it('refuses at once what is over the bound of what may wait', async () => {
    const { connect, sends } = openLinks()
    const sender = new Sender(connect)
    const settled: string[] = []
    const appends = upTo(40).map((n) =>
      sender.append([line(n, 1_000_000)]).then(
        () => settled.push('written'),
        () => settled.push('refused'),
      ),
    )
    await soon()
    expect(settled.filter((word) => word === 'refused').length).toBe(7)
    for (let i = 0; i < 33; i += 1) {
      sends[i]?.answer()
      await soon()
    }
    await Promise.all(appends)
    expect(settled.filter((word) => word === 'written').length).toBe(33)
  })

  it('finishes what waits when it closes, and takes nothing more', async () => {
    const { connect, sends, closed } = openLinks()
    const sender = new Sender(connect)
    const append = sender.append([line(0)])
    await soon()
    const closing = sender.close()
    await expect(sender.append([line(1)])).rejects.toThrow(LogUnavailable)
    sends[0]?.answer()
    await Promise.all([append, closing])
    expect(closed).toEqual([1])
  })
})

it('a message holds the lines of one partition in their order, those of a key all in the same', () => {
  const lines = ['a1', 'b1', 'a2', 'c1', 'a3', 'b2'].map((text) => ({ key: text.charAt(0), value: text }))
  const messages = messagesOf(lines, (key) => (key === 'b' ? 4 : 0))
  expect(messages.map(({ partition, value }) => ({ partition, value: String(value) }))).toEqual([
    { partition: 0, value: 'a1\na2\nc1\na3' },
    { partition: 4, value: 'b1\nb2' },
  ])
})

it('a key is hashed once for as long as there are as many partitions', () => {
  const hashed: string[] = []
  const choose = openChoice((key: string, partitions: string[]) => {
    hashed.push(`${key} of ${partitions.length}`)
    return key.length % partitions.length
  })
  const [two, three] = [
    ['p0', 'p1'],
    ['p0', 'p1', 'p2'],
  ] as [string[], string[]]
  expect([two, two, three, three].map((partitions) => choose('0951234X', partitions))).toEqual([0, 0, 2, 2])
  expect(hashed).toEqual(['0951234X of 2', '0951234X of 3'])
})

it('the bound of a send is in bytes, whatever letters a page is named by', () => {
  const lines = ['é', 'e'].map((letter) => ({ key: 'x', value: letter.repeat(GROUP_BYTES / 2) }))
  expect(piecesOf(lines).map((piece) => piece.length)).toEqual([1, 1])
  expect(piecesOf(lines.slice(1).concat(lines.slice(1))).map((piece) => piece.length)).toEqual([2])
})
