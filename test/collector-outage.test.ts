// The collector when something fails: nothing is acknowledged that is not on disk, and nothing is said of anybody.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { destroyPastSecrets, openSecrets } from '../collector/pseudonym.ts'
import { openLog } from '../log/open.ts'
import { bodyOf, type Door, ID, type Json, markerOf, openDoor, TUESDAY } from './door.ts'

let door: Door
afterEach(() => door?.close())

const open = async (own: Parameters<typeof openDoor>[0] = {}) => {
  door = await openDoor(own)
  return door
}

/** As large as bodies go: what fills a log of a megabyte. */
const large = (): Json =>
  bodyOf({}, ...Array.from({ length: 100 }, () => markerOf({ outil: 'O'.repeat(64), page: 'p'.repeat(200) })))

const fill = async (): Promise<number> => {
  for (let received = 0; ; received += 100) if ((await door.post(large())).statusCode !== 202) return received
}

describe('a log that is full', () => {
  it('is answered 503 and when to try again, until there is room, without a restart', async () => {
    await open({ query: '?octets=1000000' })
    expect((await door.app.inject('/ready')).statusCode).toBe(200)
    const received = await fill()
    expect(received).toBeGreaterThan(1000)
    for (const body of [large(), bodyOf()]) {
      const answer = await door.post(body)
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5'])
      expect(answer.json().erreur).toMatch(/réessayez/)
    }
    const gif = await door.app.inject(`/marker.gif?v=1&projet=ENT95&id=${ID}`)
    expect([gif.statusCode, gif.headers['retry-after']]).toEqual([503, '5'])
    const ready = await door.app.inject('/ready')
    expect([ready.statusCode, ready.headers['retry-after']]).toEqual([503, '5'])
    expect(ready.json().erreur).toMatch(/vérifiez la place/)
    expect((await door.app.inject('/health')).statusCode).toBe(200)
    expect((await door.kept()).reduce((sum, { markers }) => sum + markers.length, 0)).toBe(received)
    expect(await door.metrics()).toMatchObject({
      mesure_marqueurs_recus_total: received,
      mesure_journal_secondes_count: received / 100,
      'mesure_requetes_refusees_total{statut="503"}': 5,
    })

    // Another process counts it all and forgets it.
    const engine = await openLog(`lmdb:${join(door.folder, 'log')}?octets=1000000`, () => TUESDAY)
    for (let batch = await engine.next(10_000); batch !== null; batch = await engine.next(10_000)) await batch.commit()
    await engine.trim(TUESDAY, 1e9)
    await engine.close()
    expect((await door.app.inject('/ready')).statusCode).toBe(200)
    expect((await door.post(bodyOf())).statusCode).toBe(202)
    expect((await door.metrics()).mesure_journal_octets).toBeLessThan(700_000)
  })

  it('is 503 too when the log takes no write any more', async () => {
    await open()
    const { log } = door
    await log.close()
    expect((await door.post(bodyOf())).statusCode).toBe(503)
    expect((await door.app.inject('/ready')).statusCode).toBe(503)
    const again = await openLog(`lmdb:${join(door.folder, 'log')}`, () => TUESDAY)
    expect(await again.next(1)).toBeNull()
    await again.close()
  })
})

describe('the secret of the school year', () => {
  const AUGUST = Date.parse('2026-07-31T22:00:00Z')

  it('is waited for when it was not deposited in time: 503, and not ready, until it is there', async () => {
    let now = AUGUST - 1
    const deposited = await open()
    const folder = deposited.secrets
    openSecrets(folder, true).of('2025-2026')
    const collector = await openDoor({ secrets: openSecrets(folder, false), now: () => now })
    try {
      expect((await collector.post(bodyOf())).statusCode).toBe(202)
      now = AUGUST
      const answer = await collector.post(bodyOf())
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5'])
      expect(answer.json().erreur).toMatch(/secret/)
      expect(answer.body).not.toContain(folder)
      expect((await collector.app.inject('/ready')).statusCode).toBe(503)
      openSecrets(folder, true).of('2026-2027')
      expect((await collector.app.inject('/ready')).statusCode).toBe(200)
      expect((await collector.post(bodyOf({}, markerOf(), markerOf({ age: 1 })))).statusCode).toBe(202)
      const kept = await collector.kept()
      expect(kept.map(({ markers }) => markers.length)).toEqual([1, 1, 1])
      expect(new Set(kept.map(({ visiteur }) => visiteur)).size).toBe(2)
      expect(kept[0]?.visiteur).toBe(kept[2]?.visiteur)
    } finally {
      await collector.close()
    }
  })

  it('is never made again once it was destroyed', async () => {
    await open()
    openSecrets(door.secrets, true).of('2025-2026')
    destroyPastSecrets(door.secrets, Date.parse('2026-09-01T12:00:00Z'))
    const late = await openDoor({ secrets: openSecrets(door.secrets, true), now: () => AUGUST - 1 })
    expect((await late.post(bodyOf())).statusCode).toBe(503)
    expect(await late.kept()).toEqual([])
    await late.close()
    expect(readdirSync(door.secrets)).toEqual(['2025-2026.detruit'])
  })
})

describe('a clock that is not set yet', () => {
  it('is waited for: 503, not ready, and nothing is kept, until it tells a time that the store can hold', async () => {
    let now = 30_000
    await open({ now: () => now })
    for (const wrong of [30_000, Date.parse('2105-01-01')]) {
      now = wrong
      const answer = await door.post(bodyOf({}, markerOf({ age: 60_000 })))
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5'])
      expect(answer.json().erreur).toMatch(/horloge/)
      expect((await door.app.inject(`/marker.gif?v=1&projet=ENT95&id=${ID}`)).statusCode).toBe(503)
      expect((await door.app.inject('/ready')).json().erreur).toMatch(/horloge.*réglez-la/)
    }
    expect(await door.kept()).toEqual([])
    now = TUESDAY
    expect((await door.post(bodyOf())).statusCode).toBe(202)
    expect((await door.app.inject('/ready')).statusCode).toBe(200)
  })
})

describe('the limit of a projet', () => {
  it('is answered 429 and when to try again, to that projet alone, whatever the address', async () => {
    let now = TUESDAY
    await open({ limit: 20, now: () => now })
    const hundred = (projet: string) => bodyOf({ projet }, ...Array.from({ length: 100 }, () => markerOf()))
    expect((await door.post(hundred('ENT95'))).statusCode).toBe(202)
    expect((await door.post(hundred(' ent95'))).statusCode).toBe(202)
    for (const address of ['192.0.2.1', '192.0.2.2']) {
      const answer = await door.post(hundred('ENT95'), { 'x-forwarded-for': address })
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '5'])
      expect(answer.json().erreur).toMatch(/réessayez dans 5 s/)
    }
    expect((await door.post(hundred('ENT77'))).statusCode).toBe(202)
    now += 4000
    expect((await door.post(hundred('ENT95'))).statusCode).toBe(429)
    now += 1001
    expect((await door.post(hundred('ENT95'))).statusCode).toBe(202)
    expect(await door.metrics()).toMatchObject({
      mesure_marqueurs_recus_total: 400,
      'mesure_requetes_refusees_total{statut="429"}': 3,
    })
    expect(await door.kept()).toHaveLength(4)
  })

  it('lets a whole request pass, sooner or later, however low it is', async () => {
    let now = TUESDAY
    await open({ limit: 0.5, now: () => now })
    const hundred = bodyOf({}, ...Array.from({ length: 100 }, () => markerOf()))
    expect((await door.post(hundred)).statusCode).toBe(202)
    const answer = await door.post(hundred)
    expect(answer.statusCode).toBe(429)
    now += Number(answer.headers['retry-after']) * 1000
    expect((await door.post(hundred)).statusCode).toBe(202)
  })

  it('is none for a thousand pupils behind one address when there is no limit', async () => {
    await open({ limit: 0 })
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, n) => door.post(bodyOf({ visiteur: `eleve-${n}` }))),
    )
    expect(answers.filter(({ statusCode }) => statusCode !== 202)).toEqual([])
    expect(new Set((await door.kept()).map(({ visiteur }) => visiteur)).size).toBe(1000)
  })
})

describe('what the collector writes of itself', () => {
  it('holds no visitor, no id, no address and no URL, whatever goes wrong', async () => {
    let said = ''
    const stream = new Writable({
      write(chunk, _encoding, done) {
        said += chunk
        done()
      },
    })
    await open({ logger: pino({ level: 'debug' }, stream) })
    await door.app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = door.app.server.address() as AddressInfo
    const gif = `/marker.gif?v=1&projet=ENT95&visiteur=lea.dupont-4217&id=${ID}&page=lea.dupont-4217`
    const send = (text: string) =>
      new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.end(text))
        socket.on('error', () => {})
        socket.on('close', () => resolve())
        socket.resume()
      })
    const post = (body: string, length = Buffer.byteLength(body)) =>
      send(
        `POST /markers?visiteur=lea.dupont-4217 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: 192.0.2.77\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\n\r\n${body}`,
      )
    const provoke = async () => {
      await send(`GET ${gif} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      await send(`GET /%lea.dupont-4217 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      await send(`GET ${gif}${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`)
      await send('lea.dupont-4217 is no HTTP\r\n\r\n')
      await post(JSON.stringify(bodyOf()))
      await post(JSON.stringify(bodyOf()).slice(0, -5))
      await post(JSON.stringify(bodyOf({ v: 'lea.dupont-4217' })))
      await post(JSON.stringify(bodyOf()), 5000)
      await post('lea.dupont-4217'.repeat(5000))
    }
    await provoke()
    // A secret that can't be read is nobody's fault: a 500. One that is none is an outage.
    const broken = await openDoor({ logger: pino({ level: 'debug' }, stream) })
    const its = join(broken.secrets, '2026-2027.secret')
    mkdirSync(its, { recursive: true })
    expect((await broken.post(bodyOf())).statusCode).toBe(500)
    expect((await broken.app.inject(gif)).json().erreur).toMatch(/Erreur interne/)
    rmSync(its, { recursive: true })
    writeFileSync(its, 'rien')
    expect((await broken.post(bodyOf())).statusCode).toBe(503)
    await broken.close()
    await door.log.close()
    await provoke()
    expect(said).toContain('Server listening')
    expect(said).toContain('EISDIR')
    for (const secret of ['dupont', '-4217', ID, ID.slice(0, 8), '192.0.2.77', 'marker.gif', 'POST', 'remoteAddress'])
      expect(said, secret).not.toContain(secret)
  })
})

describe('a collector that is told to stop', () => {
  it('loses nothing that it acknowledged, and acknowledges what it had begun to receive', async () => {
    await open()
    await door.app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = door.app.server.address() as AddressInfo
    let acknowledged = 0
    let closing = false
    let refusedBefore = 0
    const sendAll = async (): Promise<void> => {
      for (let n = 0; n < 200; n += 1)
        try {
          const answer = await fetch(`http://127.0.0.1:${port}/markers`, {
            method: 'POST',
            body: JSON.stringify(bodyOf()),
          })
          if (answer.status === 202) acknowledged += 1
          else if (!closing) refusedBefore += 1
          else return
        } catch {
          if (!closing) refusedBefore += 1
          return
        }
    }
    const senders = Promise.all(Array.from({ length: 16 }, sendAll))
    while (acknowledged < 100) await new Promise((resolve) => setImmediate(resolve))
    closing = true
    await door.app.close()
    await door.log.close()
    await senders
    expect(refusedBefore).toBe(0)
    const log = await openLog(`lmdb:${join(door.folder, 'log')}`, () => TUESDAY)
    let kept = 0
    for await (const requests of log.scan('pending')) kept += requests.length
    await log.close()
    expect(acknowledged).toBeGreaterThanOrEqual(100)
    expect(kept).toBe(acknowledged)
  })
})
