// From a body as posted to what the log keeps of it: codes normalised, the person keyed, the page stripped.
// Nothing that comes out of here identifies a person, and nothing is judged: that is the processor's.
import { context, type Envelope, marker, PAGE_LENGTH, type RawMarker, type RawRequest } from '../schema/marker.ts'
import { normaliseUai } from '../schema/vocabulary.ts'
import type { Agent } from './agent.ts'
import { markerKey, type Secrets, schoolYear, visitorKey } from './pseudonym.ts'

export type Received = { requests: RawRequest[]; unknownKeys: number }

const CONTEXT_KEYS = new Set(['v', 'markers', ...Object.keys(context.shape)])
const MARKER_KEYS = new Set(Object.keys(marker.shape))
// Read once: zod makes `shape` anew at each reading, and a marker comes every 50 µs at the peak.
const { visiteur: visiteurSchema } = context.shape
const { id: idSchema, age: ageSchema } = marker.shape

/**
 * What the log is to keep of a body received at `recu` (ms). One request a school year: markers on both sides of
 * 1 August are keyed with two secrets, so they part. Throws `Unusable` when a year's secret can't be had.
 */
export const receive = (body: Envelope, agent: Agent, recu: number, secrets: Secrets): Received => {
  const projet = asCode(body.projet) ?? ''
  const { visiteur } = body
  let unknownKeys = countUnknown(body, CONTEXT_KEYS)
  // Almost always one: an array of one is a fifth of what an empty one is once something is pushed on it.
  let years: string[] = []
  let requests: RawRequest[] = []
  for (const posted of body.markers) {
    unknownKeys += countUnknown(posted, MARKER_KEYS)
    const age = typeof posted.age === 'number' ? Math.trunc(posted.age) : null
    const year = schoolYear(recu - (age !== null && isFitting(ageSchema, age) ? age : 0))
    const secret = secrets.of(year)
    const kept = keepMarker(posted, age, secret)
    const known = requests[years.indexOf(year)]
    if (known !== undefined) {
      known.markers.push(kept)
      continue
    }
    const request = {
      recu,
      ...agent,
      projet,
      uai: asUai(body.uai),
      profil: asCode(body.profil),
      visiteur: isFitting(visiteurSchema, visiteur) ? visitorKey(secret, projet, visiteur as string) : null,
      plateforme: asCode(body.plateforme),
      exploitant: asCode(body.exploitant),
      collectivite: asCode(body.collectivite),
      markers: [kept],
    }
    years = [...years, year]
    requests = [...requests, request]
  }
  return { requests, unknownKeys }
}

const keepMarker = (posted: Record<string, unknown>, age: number | null, secret: Buffer): RawMarker => ({
  id: isFitting(idSchema, posted.id) ? markerKey(secret, posted.id as string) : null,
  age: age === null || Number.isSafeInteger(age) ? age : age > 0 ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER,
  action: asCode(posted.action)?.toLowerCase() ?? null,
  service: asCode(posted.service),
  type: asCode(posted.type),
  outil: asCode(posted.outil),
  page: typeof posted.page === 'string' ? asPage(posted.page) : null,
})

/** Of a text, zod counts the characters, of which some take two places of a JavaScript string: not to be written by hand. */
const isFitting = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown): boolean =>
  schema.safeParse(value).success

const CODE = /^[A-Z0-9_.-]{1,64}$/

/** A code, trimmed and upper-cased; null when there is none; `?` for what may be a name or a sentence. */
const asCode = (value: unknown): string | null => {
  if (typeof value !== 'string') return null
  if (CODE.test(value)) return value
  const code = value.trim().toUpperCase()
  if (code === '') return null
  return CODE.test(code) ? code : '?'
}

const asUai = (value: unknown): string | null => {
  const code = asCode(value)
  return code === null || code === '?' ? code : normaliseUai(code)
}

const asPage = (page: string): string => {
  const query = page.search(/[?#]/)
  return page.slice(0, query < 0 ? PAGE_LENGTH : Math.min(query, PAGE_LENGTH))
}

const countUnknown = (posted: Record<string, unknown>, known: ReadonlySet<string>): number => {
  let count = 0
  for (const key in posted) if (!known.has(key)) count += 1
  return count
}
