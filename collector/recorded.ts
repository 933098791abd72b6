// Puts recorded requests into the log as the collector would have when they came: a JSON a line,
// {"received": "2026-10-24T22:15:03.123Z", "userAgent": "…", "body": {…}}. Limits aside, it is the collector's own way.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { MarkerLog } from '../log/log.ts'
import { Unusable } from '../schema/folder.ts'
import { envelope, isReception, MAX_BODY_BYTES, type RawRequest } from '../schema/marker.ts'
import { openClassifier } from './agent.ts'
import type { Secrets } from './pseudonym.ts'
import { receive } from './receive.ts'

const recorded = z.object({
  received: z.iso.datetime({ offset: true }),
  userAgent: z.string().optional(),
  body: envelope,
})

export type Kept = { kept: number; markers: number; refused: number }
export type RecordedRequest = { received: string | number; userAgent?: string | undefined; body: unknown }

/** Requests that go to disk together. */
const CHUNK = 500

/** A clock may be a little ahead of ours; a reception beyond that is a mistake of the recording. */
const CLOCK_MARGIN_MS = 5 * 60 * 1000

/**
 * Keeps the lines of a file. A line that is refused is told to `refuse` with its number and a reason, and the rest goes on.
 * Throws `Unusable` when the file can't be read or when the secret of a line's year was destroyed.
 */
export const collectFile = async (
  path: string,
  log: MarkerLog,
  secrets: Secrets,
  now: number,
  refuse: (line: number, reason: string) => void,
): Promise<Kept> => {
  const classify = openClassifier()
  const kept: Kept = { kept: 0, markers: 0, refused: 0 }
  let waiting: RawRequest[] = []
  let line = 0
  for await (const text of readLines(path)) {
    line += 1
    if (text.trim() === '') continue
    const request = readRequest(text, now)
    if (typeof request === 'string') {
      kept.refused += 1
      refuse(line, request)
      continue
    }
    const { body, userAgent, received } = request
    waiting.push(...receive(body, classify(userAgent), received, secrets).requests)
    kept.kept += 1
    kept.markers += body.markers.length
    if (waiting.length >= CHUNK) {
      await log.append(waiting)
      waiting = []
    }
  }
  if (waiting.length > 0) await log.append(waiting)
  return kept
}

async function* readLines(path: string): AsyncIterable<string> {
  try {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY }))
      yield line
  } catch (error) {
    throw new Unusable(
      `Le fichier ${path} ne se lit pas (${(error as NodeJS.ErrnoException).code}) : vérifiez son nom et ses droits.`,
    )
  }
}

const readRequest = (text: string, now: number) => {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    return "n'est pas du JSON"
  }
  const parsed = recorded.safeParse(found)
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join('.') || 'la ligne'
    return `${path} n'est pas comme le collecteur l'attend`
  }
  if (Buffer.byteLength(text) > MAX_BODY_BYTES && bytesOf(parsed.data.body) > MAX_BODY_BYTES)
    return `body dépasse ${MAX_BODY_BYTES} octets`
  const received = Date.parse(parsed.data.received)
  if (received > now + CLOCK_MARGIN_MS) return 'received est dans le futur'
  if (!isReception(received)) return 'received est antérieur à 2000'
  return { ...parsed.data, received }
}

/** Bytes of a body as JSON. A long one that is nested too deep to be written is no tag's: it is over any bound. */
const bytesOf = (body: unknown): number => {
  try {
    return Buffer.byteLength(JSON.stringify(body))
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
