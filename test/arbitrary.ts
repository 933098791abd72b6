// Recorded requests dense in trouble: instants on every border of a definition, tags that try again, screens that are
// forgotten, bodies that the door refuses.
import fc from 'fast-check'
import {
  AGENTS,
  among,
  fields,
  HOUR,
  idOf,
  type Json,
  MINUTE,
  marker,
  mostly,
  superfluous,
  userAgent,
} from './arbitrary-fields.ts'
import type { Recorded } from './oracle-judge.ts'
import { COLLEGE_REUNION, EREA_MIQUELON, LYCEE, MATERNELLE_MARTINIQUE } from './schools.ts'

// Instants

const ANCHORS = [
  '2026-09-15T06:05:00Z', // a Tuesday at 8:05
  '2026-09-20T22:00:00Z', // Sunday midnight in Paris; a week begins
  '2026-09-21T02:00:00Z', // Monday 04:00 in Paris
  '2026-09-20T20:00:00Z', // Sunday midnight in La Réunion; 04:00 there is 4 h later
  '2026-09-21T00:00:00Z',
  '2026-09-21T04:00:00Z', // Sunday midnight in Martinique, 04:00 in La Réunion an hour before; 04:00 is 4 h later
  '2026-09-21T08:00:00Z',
  '2026-03-28T23:00:00Z', // the night of 29 March in Paris: midnight, 02:00 becomes 03:00, 04:00, next midnight
  '2026-03-29T01:00:00Z',
  '2026-03-29T02:00:00Z',
  '2026-03-29T22:00:00Z',
  '2026-10-24T22:00:00Z', // the night of 25 October in Paris: midnight, 03:00 becomes 02:00, 04:00, next midnight
  '2026-10-25T01:00:00Z',
  '2026-10-25T03:00:00Z',
  '2026-10-25T23:00:00Z',
  '2026-10-26T03:00:00Z',
  '2025-12-31T20:00:00Z', // new year in La Réunion, in Paris, in Saint-Pierre-et-Miquelon, in Martinique
  '2025-12-31T23:00:00Z',
  '2026-01-01T03:00:00Z',
  '2026-01-01T04:00:00Z',
  '2026-07-31T20:00:00Z', // 1 August in La Réunion, in Paris (another school year for all), in Martinique
  '2026-07-31T22:00:00Z',
  '2026-08-01T02:00:00Z',
  '2026-08-01T04:00:00Z',
  '2026-11-01T02:00:00Z', // the night of 1 November in Saint-Pierre-et-Miquelon: midnight, 02:00 becomes 01:00, 04:00
  '2026-11-01T04:00:00Z',
  '2026-11-01T07:00:00Z',
].map((iso) => Date.parse(iso))

/** From the last marker of a body to its reception. */
const delay = fc.oneof(
  among(0, 1, 40, 1000, 30 * MINUTE, 4 * HOUR, 24 * HOUR, 47 * HOUR, 48 * HOUR),
  fc.integer({ min: 0, max: 49 * HOUR }),
)

// Bodies

/** Pads a body to the length of its JSON text. */
const padded = (body: Json, bytes: number): Json => {
  const bare = { ...body, remplissage: '' }
  return { ...bare, remplissage: 'x'.repeat(bytes - Buffer.byteLength(JSON.stringify(bare))) }
}
type Body = Json & { markers: Json[] }
/** Bodies out of the ordinary; the door refuses the most of them. */
const distorted = among<(body: Body) => unknown>(
  (body) => ({ ...body, v: 2 }),
  (body) => ({ ...body, v: '1' }),
  (body) => ({ ...body, v: undefined }),
  (body) => ({ ...body, projet: 95 }),
  (body) => ({ ...body, projet: '' }),
  (body) => ({ ...body, projet: '  ' }),
  (body) => ({ ...body, projet: 'P'.repeat(64) }),
  (body) => ({ ...body, projet: 'P'.repeat(65) }),
  (body) => ({ ...body, markers: [] }),
  (body) => ({ ...body, markers: [...body.markers, null] }),
  (body) => ({ ...body, markers: [...body.markers, []] }),
  (body) => ({ ...body, markers: body.markers[0] }),
  (body) => ({ ...body, markers: Array(100).fill(body.markers[0]) }),
  (body) => ({ ...body, markers: Array(101).fill(body.markers[0]) }),
  (body) => padded(body, 64 * 1024),
  (body) => padded(body, 64 * 1024 + 1),
  (body) => ({ ...body, remplissage: 'é'.repeat(40_000) }),
  (body) => [body],
  () => null,
  () => 'pas un objet',
)

type Retry = { ms: number; skew: number; changed: 'nothing' | 'agent' | 'ids' | 'agent and ids' }
/**
 * The same body sent again: later by `ms`, its ages grown by as much, give or take the clock that was put right.
 * From another device it is still the same marker; under other ids, one of the same instant.
 */
const retried = ({ received, userAgent, body }: Recorded, { ms, skew, changed }: Retry): Recorded => {
  const markers = (body as { markers?: unknown } | null)?.markers
  const again = (one: Json): Json => ({
    ...one,
    ...(typeof one?.age === 'number' && { age: one.age + ms + skew }),
    ...(typeof one?.id === 'string' && changed.includes('ids') && { id: one.id.toUpperCase() }),
  })
  return {
    received: new Date(Date.parse(received) + ms).toISOString(),
    userAgent: changed.includes('agent') ? (AGENTS[userAgent.length % AGENTS.length] as string) : userAgent,
    body:
      Array.isArray(markers) && markers.every((one) => one?.id)
        ? { ...(body as Json), markers: markers.map(again) }
        : body,
  }
}
const retry = fc.record({
  ms: among(0, 0, 1, 1500, 30 * MINUTE, 5 * HOUR, 30 * HOUR),
  skew: among(0, 0, 3, -3, 4 * HOUR, -4 * HOUR, 4 * HOUR + 1, -4 * HOUR - 1),
  changed: among<Retry['changed']>('nothing', 'nothing', 'agent', 'ids', 'agent and ids'),
})

/** As a recorded line holds it: absent fields are absent. */
const asJson = (body: unknown): unknown => JSON.parse(JSON.stringify(body))

const lower = (value: unknown): unknown => (typeof value === 'string' ? ` ${value.toLowerCase()}` : value)
/** The same person as another page of the ENT writes it, or another whose identifier is nearly the same. */
const respelt = mostly(
  3,
  fc.constant((fields: Json) => fields),
  among<(fields: Json) => Json>(
    (fields) => ({ ...fields, projet: lower(fields.projet), profil: lower(fields.profil) }),
    (fields) => ({ ...fields, uai: String(fields.uai).replace(/^0/, '') }),
    (fields) => ({ ...fields, visiteur: `${fields.visiteur} ` }),
    (fields) => ({ ...fields, visiteur: String(fields.visiteur).toUpperCase() }),
    (fields) => ({ ...fields, visiteur: String(fields.visiteur).normalize('NFD') }),
  ),
)

const request = fc.record({
  userAgent,
  person: fc.nat({ max: 2 }),
  own: mostly(6, fc.constant(null), fields),
  respelt,
  superfluous,
  markers: fc.array(marker, { minLength: 1, maxLength: 6 }),
  delay,
  distort: mostly(
    16,
    fc.constant((body: Body): unknown => body),
    distorted,
  ),
  retries: mostly(3, fc.constant<Retry[]>([]), fc.array(retry, { minLength: 1, maxLength: 3 })),
})
type Request = typeof request extends fc.Arbitrary<infer T> ? T : never

const toRecorded = (anchor: number, persons: readonly Json[], sending: Request): Recorded[] => {
  const { userAgent, markers, ...rest } = sending
  const person = rest.own ?? (persons[rest.person % persons.length] as Json)
  const received = Math.max(...markers.map((one) => anchor + one.offset)) + rest.delay
  const body = {
    v: 1,
    ...rest.respelt(person),
    ...rest.superfluous,
    markers: markers.map((one) => ({
      ...one.fields,
      ...one.typeOutil,
      ...one.superfluous,
      age: received - anchor - one.offset + one.fraction,
      ...one.ownAge,
    })),
  }
  const sent = { received: new Date(received).toISOString(), userAgent, body: asJson(rest.distort(body)) }
  return [sent, ...rest.retries.map((one) => retried(sent, one))]
}

/** One to three persons around one instant. */
const around = fc
  .record({
    anchor: among(...ANCHORS),
    persons: fc.array(fields, { minLength: 1, maxLength: 3 }),
    requests: fc.array(request, { minLength: 1, maxLength: 16, size: 'max' }),
  })
  .map(({ anchor, persons, requests }) => requests.flatMap((one) => toRecorded(anchor, persons, one)))

/** A screen that refreshes itself for hours or days, six markers a body. */
const forgotten = fc
  .record({
    anchor: among(...ANCHORS),
    before: fc.integer({ min: 0, max: 30 * HOUR }),
    step: among(20 * MINUTE, 29 * MINUTE + 59_999, 30 * MINUTE, 25 * MINUTE + 1),
    count: fc.integer({ min: 2, max: 160 }),
    school: among(LYCEE.uai, COLLEGE_REUNION.uai, MATERNELLE_MARTINIQUE.uai, EREA_MIQUELON.uai),
    userAgent: among(...AGENTS),
    delay: among(0, 1000, 20 * HOUR),
  })
  .map(({ anchor, before, step, count, school, userAgent, delay }) => {
    const instants = Array.from({ length: count }, (_, i) => anchor - before + i * step)
    return Array.from({ length: Math.ceil(count / 6) }, (_, i): Recorded => {
      const some = instants.slice(6 * i, 6 * i + 6)
      const received = Math.max(...some) + delay
      const markers = some.map((t, j) => ({
        id: idOf(1000 + 6 * i + j),
        age: received - t,
        action: 'page',
        service: j % 2 === 0 ? 'ACCUEIL' : 'NOTES',
      }))
      const body = { v: 1, projet: 'ENT974', uai: school, profil: 'ELEVE', visiteur: 'v-0001', markers }
      return { received: new Date(received).toISOString(), userAgent, body }
    })
  })

/** Some hundred markers around a few instants that matter, in the order of nothing. */
export const recorded: fc.Arbitrary<Recorded[]> = fc
  .array(fc.oneof({ weight: 5, arbitrary: around }, { weight: 1, arbitrary: forgotten }), {
    minLength: 1,
    maxLength: 5,
    size: 'max',
  })
  .map((groups) => groups.flat())
