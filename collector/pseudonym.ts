// Turns the ENT's id of a person into a visitor key before anything is written (design §2.5): HMAC-SHA-256, scoped to the
// projet, with the random secret of the school year of the marker's instant. A destroyed secret is never made again.
import { hash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Unusable } from '../schema/folder.ts'

const SECRET_BYTES = 32

/** In summer, when school years and secrets end, Paris is two hours ahead of UTC. */
const PARIS_MS = 2 * 3600 * 1000
const inParis = (t: number): Date => new Date(t + PARIS_MS)

/** The school year of an instant in Paris, from 1 August to 31 July: `2026-2027`. */
export const schoolYear = (t: number): string => {
  if (t < last.begins || t >= last.ends) last = findYear(t)
  return last.year
}

const findYear = (t: number) => {
  const paris = inParis(t)
  const year = paris.getUTCMonth() >= 7 ? paris.getUTCFullYear() : paris.getUTCFullYear() - 1
  return { year: `${year}-${year + 1}`, begins: augustOf(year), ends: augustOf(year + 1) }
}
const augustOf = (year: number): number => Date.UTC(year, 7, 1) - PARIS_MS
/** The year of the instant asked before: nearly all are of the same one. */
let last = { year: '', begins: 0, ends: 0 }

export type Secrets = {
  /** The year's secret. Throws `Unusable` when it was destroyed, or is absent where it may not be made. */
  of(year: string): Buffer
}

/**
 * The secrets of a folder, one file a school year, mode 0600. With `make`, an absent one is made (one machine);
 * without, it must have been distributed (several collectors).
 */
export const openSecrets = (folder: string, make: boolean): Secrets => {
  const known = new Map<string, Buffer>()
  return {
    of: (year) => {
      let secret = known.get(year)
      if (secret === undefined) {
        secret = readSecret(folder, year, make)
        known.set(year, secret)
      }
      return secret
    },
  }
}

const secretFile = (folder: string, year: string) => join(folder, `${year}.secret`)
const tombstone = (folder: string, year: string) => join(folder, `${year}.detruit`)

const readSecret = (folder: string, year: string, make: boolean): Buffer => {
  if (existsSync(tombstone(folder, year)))
    throw new Unusable(
      `Le secret de l'année scolaire ${year} a été détruit : ses visiteurs ne peuvent plus être reconnus, ses requêtes ne sont plus recevables.`,
    )
  const file = secretFile(folder, year)
  if (!existsSync(file)) {
    if (!make)
      throw new Unusable(
        `Le secret de l'année scolaire ${year} manque : déposez le fichier ${file}, le même pour tous les collecteurs.`,
      )
    makeSecret(folder, file)
  }
  const secret = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex')
  if (secret.length !== SECRET_BYTES)
    throw new Unusable(`Le fichier ${file} n'est pas un secret : il faut ${SECRET_BYTES} octets en hexadécimal.`)
  return secret
}

/** Written aside then linked: two processes that make it at once end with one and the same, never a half-written one. */
const makeSecret = (folder: string, file: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const aside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(aside, `${randomBytes(SECRET_BYTES).toString('hex')}\n`, { mode: 0o600, flush: true })
  try {
    linkSync(aside, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(aside)
  }
  // Markers are acknowledged under it: the name must outlive a power cut as they do.
  const entries = openSync(folder, 'r')
  fsyncSync(entries)
  closeSync(entries)
}

/**
 * Destroys the secrets of past school years, except in August, when markers of the last may still come. Leaves the sign
 * that each was destroyed. Returns those years.
 */
export const destroyPastSecrets = (folder: string, now: number): string[] => {
  const current = schoolYear(now)
  const inAugust = inParis(now).getUTCMonth() === 7
  if (inAugust || !existsSync(folder)) return []
  const past = readdirSync(folder)
    .filter((name) => /^\d{4}-\d{4}\.secret$/.test(name))
    .map((name) => name.slice(0, 9))
    .filter((year) => year < current)
  for (const year of past) destroy(folder, year)
  return past
}

const destroy = (folder: string, year: string): void => {
  const file = secretFile(folder, year)
  try {
    writeFileSync(tombstone(folder, year), '', { flush: true })
    // One that was deposited may be for reading only.
    chmodSync(file, 0o600)
    writeFileSync(file, randomBytes(SECRET_BYTES * 2), { flush: true })
    rmSync(file)
  } catch (error) {
    throw new Unusable(
      `Le secret de l'année ${year} n'a pas pu être détruit (${(error as NodeJS.ErrnoException).code}) : donnez à ce compte les droits sur ${folder}, ou détruisez vous-même ${file}.`,
    )
  }
}

/** The visitor key: 64 bits of the HMAC, as the decimal text of an unsigned integer. */
export const visitorKey = (secret: Buffer, projet: string, visiteur: string): string =>
  firstBits(hmac(secret, `${projet}\0${visiteur}`))

/** The marker's id, hashed with the secret before it: 64 bits, as the decimal text of an unsigned integer. */
export const markerKey = (secret: Buffer, id: string): string =>
  firstBits(hash('sha256', `${secret.toString('latin1')}${id}`))

/** Through a text: a digest in a buffer of its own costs the door twice as much. */
const firstBits = (digest: string): string => BigInt(`0x${digest.slice(0, 16)}`).toString()

const [BLOCK_BYTES, SHA256_BYTES] = [64, 32]
/** Room for the longest text that the door keys, a projet and a visiteur of three bytes a letter. */
const TEXT_BYTES = 3 * (64 + 1 + 128)

/** Of each secret, the two blocks that an HMAC begins with, each with room behind it for what is hashed with it. */
const padded = new WeakMap<Buffer, Pads>()
/** `messages`: the inner block and so many bytes of what is behind it, by their number. */
type Pads = { inner: Buffer; outer: Buffer; messages: readonly Buffer[] }

const padOf = (secret: Buffer, pad: number, room: number): Buffer => {
  const block = Buffer.alloc(BLOCK_BYTES + room, pad).fill(0, BLOCK_BYTES)
  for (const [i, byte] of secret.entries()) block[i] = byte ^ pad
  return block
}

const long = (inner: Buffer, text: string): Buffer => Buffer.concat([inner.subarray(0, BLOCK_BYTES), Buffer.from(text)])

/**
 * HMAC-SHA-256 of a text (RFC 2104) as the two hashes that it is, over buffers that are kept: `createHmac` makes anew, for each
 * text, what OpenSSL needs to hash it piece by piece, and costs twice as much.
 */
const hmac = (secret: Buffer, text: string): string => {
  let pads = padded.get(secret)
  if (pads === undefined) {
    const inner = padOf(secret, 0x36, TEXT_BYTES)
    const messages = Array.from({ length: TEXT_BYTES + 1 }, (_, bytes) => inner.subarray(0, BLOCK_BYTES + bytes))
    pads = { inner, outer: padOf(secret, 0x5c, SHA256_BYTES), messages }
    padded.set(secret, pads)
  }
  const isShort = text.length * 3 <= TEXT_BYTES
  const message = isShort ? pads.messages[pads.inner.write(text, BLOCK_BYTES)] : long(pads.inner, text)
  pads.outer.write(hash('sha256', message as Buffer, 'binary'), BLOCK_BYTES, 'binary')
  return hash('sha256', pads.outer)
}
