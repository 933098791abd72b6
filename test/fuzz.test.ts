// Anything may come to the door: no 5xx, no crash, and every marker that was acknowledged stands in the ledger.
// RUNS_FUZZ bodies, 20,000 unless it says otherwise; FUZZ_SEED plays a run again.
import { isUtf8 } from 'node:buffer'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSecrets } from '../collector/pseudonym.ts'
import { collectFile } from '../collector/recorded.ts'
import { buildCollector } from '../collector/server.ts'
import { envelope, MAX_BODY_BYTES } from '../schema/marker.ts'
import { bodyOf, type Json, markerOf } from './door.ts'
import { NOW, openInstall } from './helper.ts'
import { annuaireCsv, ECOLES, PROJETS } from './schools.ts'

const RUNS = Number(process.env.RUNS_FUZZ ?? 20_000)
const SEED = Number(process.env.FUZZ_SEED ?? 4217)
/** Requests under way at once. */
const AT_ONCE = 64

const spoilt = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -0,
    -1,
    0.5,
    1e300,
    -1e300,
    2 ** 53,
    5e-324,
    '',
    ' ',
    '?',
    '\0',
    'é',
    '🎒',
    [],
    {},
  ),
  fc.constantFrom<unknown>(
    '\ud800',
    '\udfff\ud800',
    'x'.repeat(70),
    'ß'.repeat(40),
    '\u2028\n\t"\\',
    '__proto__',
    'İı',
  ),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.double(),
  fc.integer(),
  fc.jsonValue({ maxDepth: 3 }),
)
const age = fc.oneof(fc.integer({ min: -1000, max: 49 * 3600 * 1000 }), fc.double({ noNaN: true }), spoilt)
const code = fc.constantFrom(
  'ENT95',
  'ent974',
  ' ENT95 ',
  '0951234A',
  '951234a',
  'ELEVE',
  'NOTES',
  'clic',
  'TIERS',
  'PAGE_ENT',
)
const KEYS = [
  'v',
  'projet',
  'uai',
  'profil',
  'visiteur',
  'plateforme',
  'markers',
  '__proto__',
  'constructor',
  'toString',
  'x',
]
const MARKER_KEYS = ['id', 'age', 'action', 'service', 'type', 'outil', 'page', '__proto__', 'hasOwnProperty', 'y']

type Change = readonly [key: string, value: unknown]
/** As JSON.parse would: `__proto__` is a key like another. */
const changed = (object: Json, changes: readonly Change[]): Json => {
  const copy: Json = { ...object }
  for (const [key, value] of changes)
    Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true })
  return copy
}
const changes = (keys: readonly string[]) =>
  fc.array(fc.tuple(fc.constantFrom(...keys), fc.oneof(spoilt, code)), { maxLength: 3 })

const marker = fc
  .tuple(changes(MARKER_KEYS), fc.option(age, { nil: 0, freq: 2 }))
  .map(([some, ownAge]) => changed(markerOf({ age: ownAge }), some))
/** A body as the tag posts it, then spoilt here and there. */
const nearly: fc.Arbitrary<unknown> = fc
  .tuple(
    changes(KEYS),
    fc.array(fc.oneof({ weight: 30, arbitrary: marker }, { weight: 1, arbitrary: spoilt }), { maxLength: 12 }),
  )
  .map(([some, markers]) => changed(bodyOf({ markers }), some))
const deep = fc
  .tuple(fc.integer({ min: 1, max: 30_000 }), fc.constantFrom(['[', ']'], ['{"x":', '}']))
  .map(([depth, [before = '', after = '']]) => {
    const levels = Math.min(depth, Math.floor(60_000 / (before.length + after.length)))
    const nested = `${before.repeat(levels)}1${after.repeat(levels)}`
    return JSON.stringify(bodyOf({ x: '…' })).replace('"…"', nested)
  })
const torn = fc.tuple(nearly, fc.nat(), fc.uint8Array({ maxLength: 8 }), fc.boolean()).map(([body, at, bytes, cut]) => {
  const text = Buffer.from(JSON.stringify(body))
  const place = at % (text.length + 1)
  return Buffer.concat([text.subarray(0, place), bytes, cut ? Buffer.alloc(0) : text.subarray(place + bytes.length)])
})
const many = fc
  .integer({ min: 90, max: 110 })
  .map((count) => JSON.stringify(bodyOf({ markers: Array(count).fill(markerOf()) })))
const BARE_BYTES = JSON.stringify(bodyOf({ x: '' })).length
const wide = fc
  .integer({ min: MAX_BODY_BYTES - 300, max: MAX_BODY_BYTES + 20 })
  .map((length) => JSON.stringify(bodyOf({ x: 'x'.repeat(length - BARE_BYTES) })))

const asBuffer = (body: Buffer | Uint8Array | string) => Buffer.from(body as Uint8Array)
const posted: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 40, arbitrary: nearly.map((body) => asBuffer(JSON.stringify(body))) },
  { weight: 15, arbitrary: torn.map(asBuffer) },
  { weight: 5, arbitrary: fc.uint8Array({ maxLength: 300 }).map(asBuffer) },
  { weight: 5, arbitrary: fc.json({ maxDepth: 6 }).map(asBuffer) },
  { weight: 1, arbitrary: fc.oneof(deep, many, wide).map(asBuffer) },
)
const userAgent = fc.oneof(
  fc.constantFrom('', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/141.0', 'curl/8.5.0'),
  fc.string({ unit: fc.integer({ min: 32, max: 255 }).map((unit) => String.fromCharCode(unit)), maxLength: 80 }),
)

let install: Awaited<ReturnType<typeof openInstall>>
beforeAll(async () => {
  install = await openInstall()
  await install.importAnnuaireCsv(annuaireCsv(ECOLES))
  await install.importProjets(PROJETS)
})
afterAll(() => install?.close())

/** What the ledger holds once all was processed. */
const received = async (): Promise<number> => {
  await install.process()
  const { ferme, lignes } = await install.ledger()
  expect(ferme).toBe(true)
  expect(lignes.reduce((sum, { enAttente }) => sum + enAttente, 0)).toBe(0)
  return lignes.reduce((sum, { recus }) => sum + recus, 0)
}

/** What is to be answered: the door reads a body as recorded requests are read. */
const expectedOf = (body: Buffer): number => {
  if (body.length > MAX_BODY_BYTES) return 413
  try {
    return isUtf8(body) && envelope.safeParse(JSON.parse(body.toString())).success ? 202 : 400
  } catch {
    return 400
  }
}

describe('random requests', () => {
  it('are received or refused, and all that were acknowledged stand in the ledger', async () => {
    const before = await received()
    const app = buildCollector({
      log: install.log,
      secrets: openSecrets(join(install.folder, 'secrets'), true),
      limit: 0,
      snapshot: join(install.folder, 'reference.json'),
      now: () => NOW,
      logger: false,
    })
    let acknowledged = 0
    const statuses = new Map<number, number>()
    const property = fc.asyncProperty(
      fc.array(fc.tuple(posted, userAgent), { minLength: AT_ONCE, maxLength: AT_ONCE, size: 'max' }),
      async (requests) => {
        const answers = await Promise.all(
          requests.map(([payload, agent]) =>
            app.inject({
              method: 'POST',
              url: '/markers',
              headers: { 'content-type': 'text/plain', 'user-agent': agent },
              payload,
            }),
          ),
        )
        for (const [i, { statusCode, body }] of answers.entries()) {
          statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1)
          if (statusCode === 202) acknowledged += JSON.parse(body).received
          const [payload] = requests[i] as [Buffer, string]
          if (statusCode !== expectedOf(payload))
            throw new Error(`${statusCode} ${body} to ${payload.toString('base64')}`)
        }
      },
    )
    await fc.assert(property, { numRuns: Math.ceil(RUNS / AT_ONCE), seed: SEED, endOnFailure: true })
    await app.close()
    // A run that is all refusals, or none, would prove nothing.
    for (const status of [202, 400, 413]) expect(statuses.get(status), String(status)).toBeGreaterThan(0)
    expect(acknowledged).toBeGreaterThan(RUNS / 4)
    expect((await received()) - before).toBe(acknowledged)
  }, 600_000)

  it('to marker.gif too', async () => {
    const before = await received()
    const app = buildCollector({
      log: install.log,
      secrets: openSecrets(join(install.folder, 'secrets'), true),
      limit: 0,
      snapshot: join(install.folder, 'reference.json'),
      now: () => NOW,
      logger: false,
    })
    const text = fc.oneof(
      code,
      fc.constantFrom('1', '01', '1.5', '-1', '1e3', ''),
      fc.string({ unit: 'binary', maxLength: 80 }),
    )
    const keys = fc.constantFrom(
      'v',
      'projet',
      'uai',
      'id',
      'age',
      'visiteur',
      'action',
      'markers',
      '__proto__',
      'constructor',
    )
    const query = fc.array(fc.tuple(keys, text), { maxLength: 12 })
    let acknowledged = 0
    const property = fc.asyncProperty(query, fc.string({ maxLength: 20 }), fc.boolean(), async (pairs, raw, right) => {
      const start = right ? '?v=1&projet=ENT95&' : `?${encodeURIComponent(raw)}&`
      const wellFormed = pairs.map(([key, value]): [string, string] => [key, Buffer.from(value).toString()])
      const { statusCode } = await app.inject(`/marker.gif${start}${new URLSearchParams(wellFormed)}`)
      if (statusCode === 200) acknowledged += 1
      else expect(statusCode).toBe(400)
    })
    await fc.assert(property, { numRuns: Math.ceil(RUNS / 20), seed: SEED })
    await app.close()
    expect(acknowledged).toBeGreaterThan(0)
    expect((await received()) - before).toBe(acknowledged)
  }, 600_000)
})

describe('random recorded lines', () => {
  it('are kept or refused one by one, and all that were kept stand in the ledger', async () => {
    const before = await received()
    const instant = fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .date({ min: new Date('2026-07-29'), max: new Date('2026-08-05'), noInvalidDate: true })
          .map((date) => date.toISOString()),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '2026-10-24T22:15:03+02:00',
          '2026-10-25',
          'hier',
          '1969-12-31T23:59:59Z',
          '0001-01-01T00:00:00Z',
          '1970-01-01T12:00:00Z',
          '2150-01-01T00:00:00Z',
          '2026-02-30T00:00:00Z',
          '9999-12-31T23:59:59Z',
        ),
      },
      { weight: 1, arbitrary: spoilt },
    )
    const recorded = fc.record({
      received: instant,
      userAgent: fc.oneof({ weight: 9, arbitrary: fc.string() }, { weight: 1, arbitrary: spoilt }),
      body: fc.oneof({ weight: 6, arbitrary: nearly }, { weight: 1, arbitrary: spoilt }),
    })
    const line = fc.oneof(
      { weight: 20, arbitrary: recorded.map((one) => JSON.stringify(one)) },
      { weight: 3, arbitrary: fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\r\n]/g, ' ')) },
      { weight: 1, arbitrary: deep.map((body) => `{"received":"2026-10-24T22:15:03.123Z","body":${body}}`) },
      { weight: 1, arbitrary: fc.constantFrom('', '  ', '{}', 'null', '[]') },
    )
    const lines = fc.sample(line, { numRuns: Math.ceil(RUNS / 10), seed: SEED })
    const file = join(install.folder, 'recorded.jsonl')
    writeFileSync(file, lines.join('\n'))
    const refused = new Map<number, string>()
    const secrets = openSecrets(join(install.folder, 'secrets'), true)
    const kept = await collectFile(file, install.log, secrets, NOW, (number, reason) => refused.set(number, reason))
    expect(kept.refused).toBe(refused.size)
    expect([...refused.values()]).toEqual(
      expect.arrayContaining(['received est antérieur à 2000', 'received est dans le futur']),
    )
    expect(kept.kept + kept.refused).toBe(lines.filter((text) => text.trim() !== '').length)
    expect(kept.kept).toBeGreaterThan(lines.length / 8)
    expect((await received()) - before).toBe(kept.markers)
  }, 600_000)
})
