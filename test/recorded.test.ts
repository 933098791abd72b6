// Recorded requests: a line is kept as the collector would have kept it, or refused with its number and a reason.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { destroyPastSecrets, openSecrets } from '../collector/pseudonym.ts'
import { collectFile } from '../collector/recorded.ts'
import type { MarkerLog } from '../log/log.ts'
import { openLog } from '../log/open.ts'
import { Unusable } from '../schema/folder.ts'
import type { RawRequest } from '../schema/marker.ts'
import { bodyOf, type Json, markerOf, openDoor, TUESDAY } from './door.ts'

let folder: string
let log: MarkerLog
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mesure-recorded-'))
  log = await openLog(`lmdb:${join(folder, 'log')}`, () => TUESDAY)
})
afterEach(async () => {
  await log.close()
  rmSync(folder, { recursive: true, force: true })
})

const RECEIVED = '2026-10-24T22:15:03.123Z'
const lineOf = (own: Json = {}) =>
  JSON.stringify({ received: RECEIVED, userAgent: 'curl/8.5.0', body: bodyOf(), ...own })
const collect = async (text: string | Buffer) => {
  const file = join(folder, 'requests.jsonl')
  writeFileSync(file, text)
  const refused: string[] = []
  const secrets = openSecrets(join(folder, 'secrets'), true)
  const kept = await collectFile(file, log, secrets, TUESDAY, (line, reason) => refused.push(`${line} : ${reason}`))
  return { ...kept, refused }
}
const inLog = async (): Promise<RawRequest[]> => {
  const found: RawRequest[] = []
  for await (const requests of log.scan('pending')) found.push(...requests)
  return found
}

describe('a recorded line', () => {
  it('is kept as the collector would have kept it then', async () => {
    const body = bodyOf({ projet: ' ent95', uai: '951234a' }, markerOf({ age: 3 }), markerOf({ page: '/x?y' }))
    const { kept, markers, refused } = await collect(`\n${lineOf({ body })}\r\n\n`)
    expect({ kept, markers, refused }).toEqual({ kept: 1, markers: 2, refused: [] })
    const secrets = openSecrets(join(folder, 'secrets'), true)
    const door = await openDoor({ secrets, now: () => Date.parse(RECEIVED) })
    await door.post(body, { 'user-agent': 'curl/8.5.0' })
    expect(await inLog()).toEqual(await door.kept())
    await door.close()
  })

  it.each<[string, string, string]>([
    ['no JSON', '{', "n'est pas du JSON"],
    ['a list', '[]', "la ligne n'est pas comme le collecteur l'attend"],
    ['no instant', lineOf({ received: undefined }), "received n'est pas comme le collecteur l'attend"],
    [
      'an instant without zone',
      lineOf({ received: '2026-10-24T22:15:03' }),
      "received n'est pas comme le collecteur l'attend",
    ],
    [
      'a day that does not exist',
      lineOf({ received: '2026-02-30T10:00:00Z' }),
      "received n'est pas comme le collecteur l'attend",
    ],
    ['the future', lineOf({ received: '2026-11-24T07:10:00.001Z' }), 'received est dans le futur'],
    ['a day that no table can hold', lineOf({ received: '1969-12-31T23:59:59Z' }), 'received est antérieur à 2000'],
    ['no body', lineOf({ body: undefined }), "body n'est pas comme le collecteur l'attend"],
    ['a body the door refuses', lineOf({ body: bodyOf({ v: 2 }) }), "body.v n'est pas comme le collecteur l'attend"],
    ['a body too long', lineOf({ body: bodyOf({ x: 'é'.repeat(33_000) }) }), 'body dépasse 65536 octets'],
    [
      'a body too long and deep',
      lineOf().replace('"v":1', `"v":1,"x":${'['.repeat(1e5)}${']'.repeat(1e5)}`),
      'body dépasse 65536 octets',
    ],
  ])('is refused with a reason when it has %s, and the next is kept', async (_name, line, reason) => {
    const { kept, refused } = await collect(`${line}\n${lineOf()}\n`)
    expect(refused).toEqual([`1 : ${reason}`])
    expect(kept).toBe(1)
  })

  it.each<[string, Json]>([
    ['five minutes ahead', { received: '2026-11-24T07:10:00.000Z' }],
    ['with an offset', { received: '2026-10-25T02:30:00+02:00' }],
    ['without a user agent', { userAgent: undefined }],
    ['64 KiB long', { body: bodyOf({ x: 'x'.repeat(64 * 1024 - JSON.stringify(bodyOf({ x: '' })).length) }) }],
  ])('may be %s', async (_name, own) => {
    expect((await collect(lineOf(own))).kept).toBe(1)
  })

  it('may be nested as deep as a body may be long', async () => {
    const deep = lineOf().replace('"v":1', `"v":1,"x":${'['.repeat(30_000)}${']'.repeat(30_000)}`)
    expect((await collect(deep)).kept).toBe(1)
  })
})

describe('a file of recorded requests', () => {
  it('that can’t be read is refused with a sentence', async () => {
    for (const path of [join(folder, 'absent'), folder]) {
      const collecting = collectFile(path, log, openSecrets(folder, true), TUESDAY, () => {})
      await expect(collecting).rejects.toThrow(Unusable)
      await expect(collecting).rejects.toThrow(/ne se lit pas .* vérifiez/)
    }
  })

  it('of a year whose secret was destroyed is refused, and makes none', async () => {
    openSecrets(join(folder, 'secrets'), true).of('2025-2026')
    destroyPastSecrets(join(folder, 'secrets'), Date.parse('2026-09-02T00:00:00Z'))
    await expect(collect(lineOf({ received: '2026-03-10T08:05:00Z' }))).rejects.toThrow(/2025-2026 a été détruit/)
    expect(readdirSync(join(folder, 'secrets'))).toEqual(['2025-2026.detruit'])
    expect(await inLog()).toEqual([])
  })

  it('may be long', async () => {
    const lines = Array.from({ length: 1203 }, (_, n) => lineOf({ body: bodyOf({ visiteur: `eleve-${n}` }) }))
    expect((await collect(lines.join('\n'))).kept).toBe(1203)
    expect(new Set((await inLog()).map(({ visiteur }) => visiteur)).size).toBe(1203)
  })
})
