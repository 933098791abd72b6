// The secrets of school years, and the keys of persons and markers made with them.
import { spawn } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { destroyPastSecrets, markerKey, openSecrets, schoolYear, visitorKey } from '../collector/pseudonym.ts'
import { receive } from '../collector/receive.ts'
import { Unusable } from '../schema/folder.ts'

let folder: string
let secrets: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mesure-secrets-'))
  secrets = join(folder, 'secrets')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const refusal = (run: () => unknown): Error => {
  try {
    run()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was refused')
}

describe('schoolYear', () => {
  it.each([
    ['2026-07-31T21:59:59.999Z', '2025-2026'],
    ['2026-07-31T22:00:00.000Z', '2026-2027'],
    ['2026-08-01T00:00:00.000Z', '2026-2027'],
    ['2026-12-31T23:30:00.000Z', '2026-2027'],
    ['2027-01-01T00:00:00.000Z', '2026-2027'],
    ['2027-07-31T21:59:59.999Z', '2026-2027'],
    ['2027-07-31T22:00:00.000Z', '2027-2028'],
  ])('changes at the midnight of Paris: %s is of %s', (instant, year) => {
    expect(schoolYear(Date.parse(instant))).toBe(year)
  })
})

describe('openSecrets', () => {
  it('makes an absent secret, random, for its owner alone, and finds it again', () => {
    const first = openSecrets(secrets, true)
    const secret = first.of('2026-2027')
    expect(secret).toHaveLength(32)
    expect(first.of('2027-2028').equals(secret)).toBe(false)
    expect(statSync(secrets).mode & 0o777).toBe(0o700)
    for (const file of readdirSync(secrets)) expect(statSync(join(secrets, file)).mode & 0o777).toBe(0o600)
    expect(readdirSync(secrets).sort()).toEqual(['2026-2027.secret', '2027-2028.secret'])
    expect(openSecrets(secrets, true).of('2026-2027').equals(secret)).toBe(true)
    expect(openSecrets(secrets, false).of('2026-2027').equals(secret)).toBe(true)
  })

  it('gives all processes that make it at once the same', async () => {
    const script = join(folder, 'make.ts')
    const module = join(import.meta.dirname, '..', 'collector', 'pseudonym.ts')
    writeFileSync(
      script,
      `import { openSecrets } from ${JSON.stringify(module)}
       process.stdout.write('ready')
       process.stdin.once('data', () => {
         process.stdout.write(openSecrets(process.argv[2], true).of('2026-2027').toString('hex'))
         process.exit()
       })`,
    )
    const args = ['--import', import.meta.resolve('tsx'), script, secrets]
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] }),
    )
    const said = children.map(() => '')
    const ended = children.map((child, i) => {
      child.stdout.on('data', (text) => {
        said[i] += text
      })
      return once(child, 'close')
    })
    await Promise.all(children.map((child) => once(child.stdout, 'data')))
    for (const child of children) child.stdin.write('go')
    await Promise.all(ended)
    expect(new Set(said).size).toBe(1)
    expect(said[0]).toMatch(/^ready[0-9a-f]{64}$/)
    expect(readdirSync(secrets)).toEqual(['2026-2027.secret'])
  })

  it('refuses, where secrets are distributed, a year that was not, and says what to do', () => {
    const error = refusal(() => openSecrets(secrets, false).of('2026-2027'))
    expect(error).toBeInstanceOf(Unusable)
    expect(error.message).toMatch(/2026-2027 manque : déposez le fichier .*2026-2027\.secret/)
    expect(existsSync(secrets)).toBe(false)
  })

  it.each(['', 'court', 'g'.repeat(64), 'a'.repeat(62)])('refuses a file that is not a secret: %j', (text) => {
    openSecrets(secrets, true).of('2026-2027')
    writeFileSync(join(secrets, '2026-2027.secret'), text)
    expect(refusal(() => openSecrets(secrets, true).of('2026-2027')).message).toMatch(/n'est pas un secret/)
  })

  it('takes a distributed secret whatever surrounds it', () => {
    openSecrets(secrets, true).of('2026-2027')
    const file = join(secrets, '2026-2027.secret')
    const hex = readFileSync(file, 'utf8').trim()
    writeFileSync(file, ` ${hex.toUpperCase()}\r\n\n`)
    chmodSync(file, 0o400)
    expect(openSecrets(secrets, false).of('2026-2027').toString('hex')).toBe(hex)
  })
})

/** Whoever is root is refused nothing: the secrets become another's for a while, and so does this process. */
const asOrdinaryAccount = (run: () => void): void => {
  if (process.getuid?.() !== 0) {
    run()
    return
  }
  const nobody = 65534
  for (const path of [folder, secrets, ...readdirSync(secrets).map((name) => join(secrets, name))])
    chownSync(path, nobody, nobody)
  process.seteuid?.(nobody)
  try {
    run()
  } finally {
    process.seteuid?.(0)
  }
}

describe('destroyPastSecrets', () => {
  const at = (instant: string) => destroyPastSecrets(secrets, Date.parse(instant))

  it('waits for 1 September in Paris, and spares the year that goes on', () => {
    const opened = openSecrets(secrets, true)
    const current = opened.of('2026-2027')
    for (const year of ['2024-2025', '2025-2026']) opened.of(year)
    expect(at('2026-07-31T22:00:00Z')).toEqual([])
    expect(at('2026-07-31T23:59:59Z')).toEqual([])
    expect(at('2026-08-31T21:59:59.999Z')).toEqual([])
    expect(at('2026-08-31T22:00:00Z')).toEqual(['2024-2025', '2025-2026'])
    expect(at('2026-08-31T22:00:00Z')).toEqual([])
    expect(readdirSync(secrets).sort()).toEqual(['2024-2025.detruit', '2025-2026.detruit', '2026-2027.secret'])
    expect(openSecrets(secrets, false).of('2026-2027').equals(current)).toBe(true)
  })

  it('leaves a year that is never made again, whoever asks', () => {
    openSecrets(secrets, true).of('2025-2026')
    at('2026-09-01T12:00:00Z')
    for (const make of [true, false]) {
      const error = refusal(() => openSecrets(secrets, make).of('2025-2026'))
      expect(error).toBeInstanceOf(Unusable)
      expect(error.message).toMatch(/2025-2026 a été détruit/)
    }
    writeFileSync(join(secrets, '2025-2026.secret'), 'a'.repeat(64))
    expect(() => openSecrets(secrets, true).of('2025-2026')).toThrow(/détruit/)
    expect(readdirSync(secrets)).toContain('2025-2026.detruit')
  })

  it('destroys one that was deposited for reading only, under an ordinary account', () => {
    openSecrets(secrets, true).of('2025-2026')
    chmodSync(join(secrets, '2025-2026.secret'), 0o400)
    asOrdinaryAccount(() => {
      expect(at('2026-09-01T12:00:00Z')).toEqual(['2025-2026'])
    })
    expect(readdirSync(secrets)).toEqual(['2025-2026.detruit'])
  })

  it('says what to do when it may not', () => {
    openSecrets(secrets, true).of('2025-2026')
    chmodSync(secrets, 0o500)
    asOrdinaryAccount(() => {
      const error = refusal(() => at('2026-09-01T12:00:00Z'))
      expect(error).toBeInstanceOf(Unusable)
      expect(error.message).toMatch(/2025-2026 n'a pas pu être détruit \(EACCES\) : donnez .* les droits/)
    })
    chmodSync(secrets, 0o700)
    expect(readdirSync(secrets)).toEqual(['2025-2026.secret'])
  })

  it('does nothing where there is no secret', () => {
    expect(at('2026-09-01T12:00:00Z')).toEqual([])
    expect(existsSync(secrets)).toBe(false)
  })
})

describe('keys', () => {
  const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]

  it('key a person by the projet, the id and the secret of the year, and hold nothing of the id', () => {
    const key = visitorKey(one, 'ENT95', 'lea.dupont')
    expect(key).toBe(visitorKey(one, 'ENT95', 'lea.dupont'))
    const others = [
      visitorKey(one, 'ENT77', 'lea.dupont'),
      visitorKey(one, 'ENT95', 'lea.dupond'),
      visitorKey(one, 'ENT95', 'Lea.dupont'),
      visitorKey(two, 'ENT95', 'lea.dupont'),
      visitorKey(one, 'ENT9', '5lea.dupont'),
    ]
    expect(new Set([key, ...others]).size).toBe(6)
    for (const text of [key, ...others]) expect(BigInt(text)).toBeLessThan(2n ** 64n)
  })

  it('are the first 64 bits of an HMAC-SHA-256, whatever the length and the letters of the id', () => {
    const secrets = [one, two, randomBytes(32)]
    fc.assert(
      fc.property(
        fc.constantFrom(...secrets),
        fc.string({ maxLength: 64, unit: 'binary' }),
        fc.string({ maxLength: 1000, size: 'max', unit: fc.constantFrom('a', 'é', '字', '🎒', '\ud800', '\0') }),
        (secret, projet, visiteur) => {
          const hmac = createHmac('sha256', secret).update(`${projet}\0${visiteur}`).digest()
          expect(visitorKey(secret, projet, visiteur)).toBe(String(hmac.readBigUInt64BE()))
        },
      ),
      { examples: [0, 1, 127, 128, 129, 193, 1000].map((n) => [one, 'ENT95', '字'.repeat(n)]) },
    )
  })

  it('hash the id of a marker with the secret of the year', () => {
    const id = 'a0b1c2d3-0000-4000-8000-000000000001'
    expect(markerKey(one, id)).toBe(markerKey(one, id))
    expect(new Set([markerKey(one, id), markerKey(two, id), markerKey(one, id.replace('1', '2'))]).size).toBe(3)
    expect(BigInt(markerKey(one, id))).toBeLessThan(2n ** 64n)
  })
})

const agent = { appareil: 'tablette', os: 'ios', navigateur: 'safari', robot: false } as const

it.each(['a', 'é', '🎒'])(
  'an id has 36 characters and a person 128 at most, whatever room each takes: %s',
  (letter) => {
    const opened = openSecrets(secrets, true)
    const keptOf = (id: number, visiteur: number) => {
      const body = {
        v: 1 as const,
        projet: 'ENT95',
        visiteur: letter.repeat(visiteur),
        markers: [{ id: letter.repeat(id) }],
      }
      const [request] = receive(body, agent, Date.parse('2026-11-24T08:05:00Z'), opened).requests
      return { visiteur: request?.visiteur, id: request?.markers[0]?.id }
    }
    const secret = opened.of('2026-2027')
    const whole = {
      visiteur: visitorKey(secret, 'ENT95', letter.repeat(128)),
      id: markerKey(secret, letter.repeat(36)),
    }
    expect(keptOf(36, 128)).toEqual(whole)
    expect(keptOf(37, 129)).toEqual({ visiteur: null, id: null })
    expect(keptOf(15, 0)).toEqual({ visiteur: null, id: null })
  },
)

describe('a body that straddles 1 August', () => {
  const midnight = Date.parse('2026-07-31T22:00:00Z')
  const bodyOf = (...ages: number[]) => ({
    v: 1 as const,
    projet: 'ENT95',
    uai: '0951234X',
    profil: 'ELEVE',
    visiteur: 'lea',
    markers: ages.map((age) => ({ id: 'a0b1c2d3-0000-4000-8000-000000000001', age, action: 'page', service: 'NOTES' })),
  })

  it('is kept as two requests, under two keys of the person and of the marker', () => {
    const opened = openSecrets(secrets, true)
    const { requests } = receive(bodyOf(0, 1000, 1001, 0), agent, midnight + 1000, opened)
    expect(requests.map(({ markers }) => markers.map(({ age }) => age))).toEqual([[0, 1000, 0], [1001]])
    const [after, before] = requests as [(typeof requests)[0], (typeof requests)[0]]
    expect(after.visiteur).toBe(visitorKey(opened.of('2026-2027'), 'ENT95', 'lea'))
    expect(before.visiteur).toBe(visitorKey(opened.of('2025-2026'), 'ENT95', 'lea'))
    expect(after.markers[0]?.id).not.toBe(before.markers[0]?.id)
  })

  it('has the year of its reception for an age that no marker can have', () => {
    const opened = openSecrets(secrets, true)
    const ages = [48 * 3600 * 1000 + 1, -1, 1e300, Number.NaN]
    const { requests } = receive(bodyOf(...ages), agent, midnight, opened)
    expect(requests).toHaveLength(1)
    expect(readdirSync(secrets)).toEqual(['2026-2027.secret'])
  })
})
