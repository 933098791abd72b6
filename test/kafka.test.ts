// The log of several machines on a real broker: the contract of every log, then what several partitions and several
// processors add to it.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Batch, MarkerLog } from '../log/log.ts'
import { openLog } from '../log/open.ts'
import type { RawRequest } from '../schema/marker.ts'
import { type KafkaBroker, openBroker, whyNoBroker } from './kafka-broker.ts'
import { byNumber, numberOf, request, TUESDAY, upTo } from './log-request.ts'
import { describeLog, drained, scanned } from './log-suite.ts'
import { filesIn, openMachine } from './machine.ts'
import { WINDOWS } from './page.ts'
import { asCompiled } from './prepared.ts'
import { annuaireCsv, ECOLE, ECOLES, LYCEE, PROJETS } from './schools.ts'

const CONSUMER = join(import.meta.dirname, 'log-consumer.ts')

describe.skipIf(whyNoBroker() !== null)('on Kafka', () => {
  let broker: KafkaBroker
  let opened: MarkerLog[] = []
  beforeAll(async () => {
    broker = await openBroker()
  })
  afterEach(async () => {
    for (const log of opened) await log.close()
    opened = []
  })
  afterAll(() => broker?.close())

  const freshTopic = () => `marqueurs-${randomBytes(4).toString('hex')}`
  const urlOf = (topic: string, options: string) => `kafka://${broker.address}/${topic}?${options}`
  const freshUrl = (options: string) => urlOf(freshTopic(), options)
  const open = async (url: string): Promise<MarkerLog> => {
    const log = await openLog(url, () => TUESDAY)
    opened.push(log)
    return log
  }
  const close = async (log: MarkerLog): Promise<void> => {
    opened = opened.filter((one) => one !== log)
    await log.close()
  }

  describeLog('the log of several machines', async () => {
    const url = freshUrl('partitions=1')
    return {
      url,
      open: (now = () => TUESDAY) => openLog(url, now),
      remove: async () => {},
      forgottenElsewhere: 'Kafka forgets by itself',
    }
  })

  const SCHOOLS = 20
  /** A request of one of twenty schools. */
  const ofSchool = (n: number): RawRequest => ({ ...request(n), uai: `09500${10 + (n % SCHOOLS)}X` })
  const kafka = () => new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING })
  /** Writes as anyone may, a message each. */
  const write = async (topic: string, values: readonly (string | null)[], keyOf = (_value: string | null) => 'x') => {
    // A partition of a new topic may refuse for a moment: kafkajs then sends again what others took.
    const producer = kafka().producer({ createPartitioner: Partitioners.DefaultPartitioner, idempotent: true })
    await producer.connect()
    await producer.send({ topic, messages: values.map((value) => ({ key: keyOf(value), value })) })
    await producer.disconnect()
  }
  /** The next batch, once there is one: a group takes a moment to be shared anew. */
  const nextBatch = async (log: MarkerLog, markers: number): Promise<Batch> => {
    for (const end = Date.now() + 30_000; Date.now() < end; await sleep(50)) {
      const batch = await log.next(markers)
      if (batch !== null) return batch
    }
    throw new Error('no batch came')
  }

  describe('several partitions', () => {
    it('deliver all, those of each school in order, each batch of one partition', async () => {
      const log = await open(freshUrl('partitions=4'))
      for (let n = 0; n < 700; n += 50) await log.append(upTo(50, n).map(ofSchool))
      expect((await scanned(log, 'pending')).sort(byNumber)).toEqual(upTo(700))
      const positions = new Set<string>()
      const found: number[] = []
      for (let batch = await log.next(60); batch !== null; batch = await log.next(60)) {
        positions.add(batch.position.split('-')[1] as string)
        found.push(...batch.requests.map(numberOf))
        await batch.commit()
      }
      expect(positions.size).toBeGreaterThan(1)
      for (const school of upTo(SCHOOLS)) {
        const own = upTo(700).filter((n) => n % SCHOOLS === school)
        expect(found.filter((n) => n % SCHOOLS === school)).toEqual(own)
      }
      expect((await scanned(log, 'counted')).sort(byNumber)).toEqual(upTo(700))
      expect(log.state().lag).toBe(0)
    })

    it('keep the order of each school, those messages before which held one request and had its key', async () => {
      const topic = freshTopic()
      const log = await open(urlOf(topic, 'partitions=4'))
      await log.append([])
      const before = upTo(200).map((n) => JSON.stringify(ofSchool(n)))
      await write(topic, before, (value) => JSON.parse(value as string).uai)
      await log.append(upTo(200, 200).map(ofSchool))
      const found = await drained(log, 60)
      for (const school of upTo(SCHOOLS)) {
        const own = upTo(400).filter((n) => n % SCHOOLS === school)
        expect(found.filter((n) => n % SCHOOLS === school)).toEqual(own)
      }
      expect(found.length).toBe(400)
    })

    it('each give a batch in turn, and say while another may have more', async () => {
      const log = await open(freshUrl('partitions=4'))
      await log.append(upTo(400).map(ofSchool))
      const partitions: string[] = []
      const more: (true | undefined)[] = []
      for (let batch = await log.next(1000); batch !== null; batch = await log.next(1000)) {
        partitions.push(batch.position.split('-')[1] as string)
        more.push(batch.more)
        await batch.commit()
      }
      expect(new Set(partitions).size).toBe(partitions.length)
      expect(more).toEqual([...partitions.slice(1).map(() => true), undefined])
    })

    it('say what is behind, in messages', async () => {
      const log = await open(freshUrl('partitions=1'))
      for (let n = 0; n < 100; n += 10) await log.append(upTo(10, n).map(ofSchool))
      await (await log.next(40))?.commit()
      expect(log.state().lag).toBe(6)
    })
  })

  describe('two processors', () => {
    it('share the partitions, and neither doubles what the other counted', async () => {
      const url = freshUrl('partitions=4')
      const one = await open(url)
      for (let n = 0; n < 700; n += 50) await one.append(upTo(50, n).map(ofSchool))
      const inserted = new Map<string, number[]>()
      const process = async (log: MarkerLog): Promise<number> => {
        let count = 0
        for (let idle = 0; idle < 60; idle += 1) {
          const batch = await log.next(10)
          if (batch === null) {
            await sleep(50)
            continue
          }
          idle = 0
          count += 1
          inserted.set(batch.position, batch.requests.map(numberOf))
          await sleep(20)
          await batch.commit()
        }
        return count
      }
      const first = process(one)
      await sleep(300)
      const two = await open(url)
      const counts = await Promise.all([first, process(two)])
      expect(Math.min(...counts)).toBeGreaterThan(5)
      expect([...inserted.values()].flat().sort(byNumber)).toEqual(upTo(700))
    })

    it('give a batch under way, cut the same, to whoever has its partition next; its first owner then commits nothing', async () => {
      const url = freshUrl('partitions=2')
      const one = await open(url)
      for (let n = 0; n < 70; n += 7) await one.append(upTo(7, n).map(ofSchool))
      const held = [await nextBatch(one, 10)]
      const two = await open(url)
      const taken = await nextBatch(two, 1000)
      // One of them has the partition of the held batch; both partitions hold requests.
      const again = await nextBatch(one, 1000)
      const heir = [taken, again].find(({ position }) => position === held[0]?.position)
      if (heir !== undefined) expect(heir.requests).toEqual(held[0]?.requests)
      await held[0]?.commit()
      await close(one)
      const found = new Map<string, number[]>([[held[0]?.position ?? '', held[0]?.requests.map(numberOf) ?? []]])
      await taken.commit()
      found.set(taken.position, taken.requests.map(numberOf))
      for (let idle = 0; idle < 40; idle += 1) {
        const batch = await two.next(1000)
        if (batch === null) await sleep(50)
        else {
          idle = 0
          found.set(batch.position, batch.requests.map(numberOf))
          await batch.commit()
        }
      }
      expect([...found.values()].flat().sort(byNumber)).toEqual(upTo(70))
      expect(await scanned(two, 'pending')).toEqual([])
    })

    it('finish the batch of one that was killed, with its cut', async () => {
      const url = freshUrl('partitions=1')
      const log = await open(url)
      for (let n = 0; n < 50; n += 5) await log.append(upTo(5, n).map(ofSchool))
      const child = spawn(process.execPath, [...asCompiled(CONSUMER), url, '20'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
      child.kill('SIGKILL')
      await log.append(upTo(50, 50).map(ofSchool))
      const batch = await nextBatch(log, 1000)
      expect({ position: batch.position, numbers: batch.requests.map(numberOf) }).toEqual(JSON.parse(line))
      await batch.commit()
      expect([...batch.requests.map(numberOf), ...(await drained(log))]).toEqual(upTo(100))
    })

    it('hand over at once when one leaves', async () => {
      const url = freshUrl('partitions=2')
      const one = await open(url)
      await one.append(upTo(70).map(ofSchool))
      await nextBatch(one, 10)
      const two = await open(url)
      await two.next(0)
      await close(one)
      const start = Date.now()
      const found = new Set<number>()
      while (found.size < 70 && Date.now() < start + 8000) {
        const batch = await two.next(100)
        for (const one of batch?.requests ?? []) found.add(numberOf(one))
        await batch?.commit()
        if (batch === null) await sleep(50)
      }
      expect([...found].sort(byNumber)).toEqual(upTo(70))
    })
  })

  it('closes while its group is shared anew, told that it is to end, and leaves no connection behind', async () => {
    const url = freshUrl('partitions=2')
    const connections = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length
    const none = connections()
    const [one, other] = [await open(url), await open(url)]
    await one.append(upTo(70).map(ofSchool))
    const killed = spawn(process.execPath, [...asCompiled(CONSUMER), url, '1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(createInterface({ input: killed.stdout }), 'line')
    await nextBatch(one, 1)
    killed.kill('SIGKILL')
    // The group now waits for one that says nothing any more, and who is in it already hears of that with its next heartbeat.
    const refusals: unknown[] = []
    const ask = (log: MarkerLog) =>
      log.next(1).then(
        () => true,
        (error) => void refusals.push(error.name),
      )
    const joining = ask(other)
    const rejoining: Promise<unknown>[] = []
    const answered = () => {
      rejoining.push(ask(one))
      return Promise.race([rejoining.at(-1), sleep(300, false)])
    }
    await expect.poll(answered).toBe(false)
    const stop = new AbortController()
    const told = expect(one.next(1, stop.signal)).rejects.toMatchObject({ name: 'LogUnavailable' })
    stop.abort()
    await told
    await Promise.all([close(one), close(other)])
    await Promise.all([joining, ...rejoining])
    expect(new Set(refusals)).toEqual(new Set(['LogUnavailable']))
    await expect.poll(connections).toBe(none)
  })

  describe('what is no request', () => {
    const poison = [
      'bonjour',
      '{"recu":1}',
      null,
      '',
      JSON.stringify({ ...request(1), uai: 'deux\tcolonnes' }),
      JSON.stringify({ ...request(1), visiteur: 'marie.dupont' }),
      JSON.stringify({ ...request(1), markers: [{ ...request(1).markers[0], age: 'hier' }] }),
      JSON.stringify({ ...request(1), recu: 30_000 }),
    ]
    const keptAside = async (topic: string): Promise<number> => {
      const admin = kafka().admin()
      await admin.connect()
      const [offsets] = await admin.fetchTopicOffsets(`${topic}.ecart`)
      await admin.disconnect()
      return Number(offsets?.offset ?? 0)
    }

    it('is kept aside and counted, and holds nothing up', async () => {
      const topic = freshTopic()
      const log = await open(urlOf(topic, 'partitions=1'))
      await log.append([request(0)])
      await write(topic, poison)
      await log.append([request(1)])
      await write(topic, ['encore'])
      expect(await scanned(log, 'pending')).toEqual([0, 1])
      expect(await drained(log, 3)).toEqual([0, 1])
      expect(await log.next(10)).toBeNull()
      expect(await scanned(log, 'counted')).toEqual([0, 1])
      expect(log.state()).toMatchObject({ aside: poison.length + 1, lag: 0 })
      expect(await keptAside(topic)).toBe(poison.length + 1)
    })

    it('leaves the requests of its message to be counted, and is kept as it was', async () => {
      const topic = freshTopic()
      const log = await open(urlOf(topic, 'partitions=1'))
      await log.append([request(0), request(1)])
      const lines = ['bonjour', ...upTo(2, 2).map((n) => JSON.stringify(request(n))), '{"recu":1}']
      await write(topic, [lines.join('\n')])
      await log.append([request(4)])
      expect(await scanned(log, 'pending')).toEqual(upTo(5))
      expect(await drained(log)).toEqual(upTo(5))
      expect(await scanned(log, 'counted')).toEqual(upTo(5))
      expect(log.state()).toMatchObject({ aside: 2, lag: 0 })
      const consumer = kafka().consumer({ groupId: topic })
      await consumer.connect()
      await consumer.subscribe({ topic: `${topic}.ecart`, fromBeginning: true })
      const values = new Promise((resolve) =>
        consumer.run({ eachMessage: async ({ message }) => resolve(`${message.key} ${message.value}`) }),
      )
      expect(await values).toBe('0-1 bonjour\n{"recu":1}')
      await consumer.disconnect()
    })

    it('is kept by its beginning when no broker would take all of it at once', async () => {
      const topic = freshTopic()
      const log = await open(urlOf(topic, 'partitions=1'))
      await log.append([request(0)])
      for (const letter of ['x', 'y']) await write(topic, [letter.repeat(1_000_000)])
      await log.append([request(1)])
      expect(await drained(log)).toEqual([0, 1])
      expect(log.state()).toMatchObject({ aside: 2, lag: 0 })
      expect(await keptAside(topic)).toBe(2)
    })
  })

  it('holds the largest request that a door lets through', async () => {
    const log = await open(freshUrl('partitions=1'))
    const largest = request(0, 100, '\u0001'.repeat(200))
    expect(JSON.stringify(largest).length).toBeLessThan(300_000)
    await log.append(upTo(12).map(() => largest))
    expect((await drained(log)).length).toBe(12)
  })

  it('leads the processes of the product to the same ledger and files as the embedded log does', {
    timeout: 240_000,
  }, async () => {
    const lines = upTo(400).map((n) => ({
      received: new Date(TUESDAY + n * 1000).toISOString(),
      userAgent: WINDOWS,
      body: {
        v: 1,
        projet: 'ENT95',
        uai: n % 3 === 0 ? ECOLE.uai : LYCEE.uai,
        profil: n % 5 === 0 ? 'PARENT' : 'ELEVE',
        visiteur: `eleve-${n % 40}`,
        // Some come twice.
        markers: [{ id: String(n % 380).padStart(16, '0'), age: 500, action: 'page', service: 'NOTES' }],
      },
    }))
    /** The ledger and the files that a machine makes of those lines. */
    const figuresOf = async (settings: NodeJS.ProcessEnv) => {
      const machine = await openMachine(settings)
      const run = async (...args: string[]): Promise<string> => {
        const { code, stdout, stderr } = await machine.run(args)
        expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({ args, code: 0, stderr: '' })
        return stdout
      }
      try {
        await run('import', 'annuaire', machine.file('annuaire.csv', annuaireCsv(ECOLES)))
        await run('import', 'projets', machine.file('projets.json', JSON.stringify(PROJETS)))
        await run('collect', '--from', machine.file('lignes', lines.map((line) => JSON.stringify(line)).join('\n')))
        const pending = JSON.parse(await run('ledger', '--json'))
        await run('process', '--once')
        const ledger = JSON.parse(await run('ledger', '--json'))
        return { pending, ledger, files: await filesIn(machine.data, '2026-11-16', '2026-11-30') }
      } finally {
        await machine.close()
      }
    }
    const embedded = await figuresOf({})
    expect(embedded.pending.lignes).toMatchObject([{ recus: 400, enAttente: 400 }])
    expect(embedded.ledger).toMatchObject({ ferme: true, lignes: [{ recus: 400, enAttente: 0 }] })
    expect(await figuresOf({ LOG_URL: freshUrl('partitions=3') })).toEqual(embedded)
  })
})
