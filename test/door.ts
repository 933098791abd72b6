// A collector for one test, on the real log, and bodies as the tag posts them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSecrets } from '../collector/pseudonym.ts'
import { buildCollector, type CollectorOptions } from '../collector/server.ts'
import { openLog } from '../log/open.ts'
import type { RawRequest } from '../schema/marker.ts'

/** A Tuesday at 8:05. */
export const TUESDAY = Date.parse('2026-11-24T07:05:00Z')

export type Json = Record<string, unknown>

export const ID = 'a0b1c2d3-0000-4000-8000-000000000001'
export const markerOf = (own: Json = {}): Json => ({ id: ID, age: 0, action: 'page', service: 'NOTES', ...own })
/** An élève of a lycée who opens her marks. */
export const bodyOf = (own: Json = {}, ...markers: Json[]): Json => ({
  v: 1,
  projet: 'ENT95',
  uai: '0951234A',
  profil: 'ELEVE',
  visiteur: 'lea.dupont-4217',
  markers: markers.length > 0 ? markers : [markerOf()],
  ...own,
})

export const openDoor = async (own: Partial<CollectorOptions> & { query?: string } = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-door-'))
  const now = own.now ?? (() => TUESDAY)
  const log = own.log ?? (await openLog(`lmdb:${join(folder, 'log')}${own.query ?? ''}`, now))
  const secrets = join(folder, 'secrets')
  const app = buildCollector({
    limit: 0,
    logger: false,
    secrets: openSecrets(secrets, true),
    snapshot: join(folder, 'reference.json'),
    ...own,
    log,
    now,
  })
  const kept = async (): Promise<RawRequest[]> => {
    const found: RawRequest[] = []
    for await (const requests of log.scan('pending')) found.push(...requests)
    return found
  }
  return {
    app,
    log,
    folder,
    secrets,
    /** All that the log holds. */
    kept,
    /** What it holds of the one request that was posted. */
    keptOne: async (): Promise<RawRequest> => {
      const found = await kept()
      if (found.length !== 1) throw new Error(`${found.length} requests were kept, not one`)
      return found[0] as RawRequest
    },
    post: (body: unknown, headers: Record<string, string> = {}) =>
      app.inject({
        method: 'POST',
        url: '/markers',
        headers: { 'content-type': 'text/plain', 'user-agent': '', ...headers },
        payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      }),
    /** The numbers that /metrics gives, by name. */
    metrics: async (): Promise<Record<string, number>> => {
      const { body } = await app.inject('/metrics')
      const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
      return Object.fromEntries(
        lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
      )
    },
    close: async () => {
      await app.close()
      if (own.log === undefined) await log.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type Door = Awaited<ReturnType<typeof openDoor>>
