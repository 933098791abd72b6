// What a message of the topic must be: requests as the door makes them, a JSON a line; those of before held one each. Anyone
// with the right to may write into a topic, and what the store can't take would stop the processor for ever. By hand: a schema
// takes longer than all the rest.
import { isReception, type RawMarker, type RawRequest } from '../../schema/marker.ts'
import { APPAREILS, NAVIGATEURS, SYSTEMES } from '../../schema/vocabulary.ts'

const LARGEST_HASH = String(2n ** 64n - 1n)
// A literal within a function is a new object at each call: ten a request, which the collector of memory pays.
const PARTS_A_LINE = /[\t\n\r\\]/
const DIGITS = /^\d{1,20}$/

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
/** The door writes a malformed code as `?`: none has what would part a line of the store. */
const isCode = (value: unknown): boolean => typeof value === 'string' && value.length <= 64 && !PARTS_A_LINE.test(value)
const isHash = (value: unknown): boolean =>
  typeof value === 'string' && DIGITS.test(value) && (value.length < LARGEST_HASH.length || value <= LARGEST_HASH)
const isOneOf = (values: readonly unknown[], value: unknown): boolean => values.includes(value)

const isMarker = (value: unknown): value is RawMarker =>
  isObject(value) &&
  (value.id === null || isHash(value.id)) &&
  (value.age === null || Number.isSafeInteger(value.age)) &&
  (value.action === null || isCode(value.action)) &&
  (value.service === null || isCode(value.service)) &&
  (value.type === null || isCode(value.type)) &&
  (value.outil === null || isCode(value.outil)) &&
  (value.page === null || typeof value.page === 'string')

const isRequest = (value: unknown): value is RawRequest =>
  isObject(value) &&
  isReception(value.recu) &&
  typeof value.robot === 'boolean' &&
  isOneOf(APPAREILS, value.appareil) &&
  isOneOf(SYSTEMES, value.os) &&
  isOneOf(NAVIGATEURS, value.navigateur) &&
  isCode(value.projet) &&
  (value.uai === null || isCode(value.uai)) &&
  (value.profil === null || isCode(value.profil)) &&
  (value.visiteur === null || isHash(value.visiteur)) &&
  (value.plateforme === null || isCode(value.plateforme)) &&
  (value.exploitant === null || isCode(value.exploitant)) &&
  (value.collectivite === null || isCode(value.collectivite)) &&
  Array.isArray(value.markers) &&
  value.markers.length > 0 &&
  value.markers.every(isMarker)

/** null when it is none. */
const parseRequest = (line: string): RawRequest | null => {
  let found: unknown
  try {
    found = JSON.parse(line)
  } catch {
    return null
  }
  return isRequest(found) ? found : null
}

/** The requests of a message, in order, and its lines that are none. */
export const parseMessage = (value: Buffer | null): { requests: RawRequest[]; refused: string[] } => {
  const requests: RawRequest[] = []
  const refused: string[] = []
  for (const line of String(value ?? '').split('\n')) {
    const request = parseRequest(line)
    if (request === null) refused.push(line)
    else requests.push(request)
  }
  return { requests, refused }
}
