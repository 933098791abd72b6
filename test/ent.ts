// An ENT for the tests of the tag: its pages on one address, the real collector and its log on another, which can be told
// to misbehave. What is counted is what arrived in the log.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyPluginAsync } from 'fastify'
import type { Browser, LaunchOptions } from 'playwright-core'
import { test as base, expect } from 'vitest'
import { openSecrets } from '../collector/pseudonym.ts'
import { buildCollector } from '../collector/server.ts'
import { openLog } from '../log/open.ts'
import type { RawMarker, RawRequest } from '../schema/marker.ts'
import { openBrowser } from './browser.ts'
import { WINDOWS } from './page.ts'

/**
 * What becomes of one request: kept and answered, another status instead, no answer for ever, a connection cut before or
 * after the log has it (`lost`: the tag can't know).
 */
export type Fate = 'kept' | 'hang' | 'reset' | 'lost' | { status: number; retryAfter?: number }

export type Arrived = Omit<RawRequest, 'markers'> & RawMarker

/** A pupil of a lycée; tests say of each page what differs. */
export const ELEVE = { projet: 'ENT95', uai: '0951234X', profil: 'ELEVE', visiteur: 'v-0001' }

/** The marking of a page: the tag with these attributes. */
export type Attributes = Record<string, string>

/** `also`: what else the collector is to serve, as the demonstration does. */
export const openEnt = async (also?: FastifyPluginAsync) => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-tag-'))
  const log = await openLog(`lmdb:${join(folder, 'log')}`, Date.now)
  const secrets = openSecrets(join(folder, 'secrets'), true)
  const collector = buildCollector({
    log,
    secrets,
    limit: 0,
    snapshot: join(folder, 'reference.json'),
    now: Date.now,
    logger: false,
  })
  if (also !== undefined) await collector.register(also)
  let fate: () => Fate = () => 'kept'
  const lost = new WeakSet<object>()
  const posted: string[] = []
  collector.addHook('preValidation', async (request, reply) => {
    if (request.method !== 'POST') return
    posted.push(JSON.stringify(request.body))
    const now = fate()
    if (now === 'hang') return new Promise(() => {})
    if (now === 'reset') {
      request.raw.socket.destroy()
      return new Promise(() => {})
    }
    if (now === 'lost') lost.add(request.raw)
    if (typeof now === 'object') {
      if (now.retryAfter !== undefined) reply.header('retry-after', now.retryAfter)
      await reply.code(now.status).send({ erreur: 'Pas maintenant.' })
    }
  })
  collector.addHook('onSend', async (request) => {
    if (lost.has(request.raw)) request.raw.socket.destroy()
  })

  const pages = new Map<string, { html: string; csp: string }>()
  const asked = new Set<string>()
  const web = Fastify({ forceCloseConnections: true })
  web.get('/*', async (request, reply) => {
    const path = request.url.split('?')[0] as string
    const page = pages.get(path)
    asked.add(path)
    if (page === undefined) return reply.code(404).send()
    if (page.csp !== '') reply.header('content-security-policy', page.csp)
    return reply.type(request.url.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8').send(page.html)
  })

  const address = await collector.listen({ host: '127.0.0.1', port: 0 })
  const site = (await web.listen({ host: '127.0.0.1', port: 0 })).replace('127.0.0.1', 'localhost')

  const markers = async (): Promise<Arrived[]> => {
    const all: Arrived[] = []
    for await (const requests of log.scan('pending'))
      for (const { markers, ...context } of requests) for (const marker of markers) all.push({ ...context, ...marker })
    return all
  }
  /** Copies of a marker are one: it is by its id that the rebuild counts it once. */
  const counted = async (): Promise<Arrived[]> => [
    ...new Map((await markers()).map((marker) => [marker.id, marker])).values(),
  ]

  return {
    site,
    collector: address,
    log,
    /** Bodies as they were posted, those that were not kept too. */
    posted,
    markers,
    counted,
    setFate: (next: Fate | (() => Fate)) => {
      fate = typeof next === 'function' ? next : () => next
    },
    /** What becomes of the next requests, one after another; those that follow are kept. */
    setFates: (...fates: Fate[]) => {
      let turn = 0
      fate = () => fates[turn++] ?? 'kept'
    },
    script: (attributes: Attributes) => scriptOf(`${address}/tag.js`, attributes),
    setPage: (path: string, html: string, csp = '') => pages.set(path, { html, csp }),
    /** A page that holds the tag with the pupil's context and these attributes, and then `body`. */
    setMarked: (path: string, attributes: Attributes = {}, body = '') => {
      const tag = scriptOf(`${address}/tag.js`, { ...ELEVE, ...attributes })
      pages.set(path, { html: documentOf(tag + body), csp: '' })
      return `${site}${path}`
    },
    /** Waits until a browser asked for that page. */
    served: (path: string) => expect.poll(() => asked.has(path)).toBe(true),
    /**
     * Waits until that many different markers arrived, and a little more to see that no other comes. They are in the order
     * in which they arrived: of those sent together, or by several tabs, no test can know it.
     */
    expectCounted: async (count: number): Promise<Arrived[]> => {
      await expect.poll(async () => (await counted()).length, { timeout: 30_000 }).toBe(count)
      await new Promise((done) => setTimeout(done, SETTLED_MS))
      const arrived = await counted()
      expect(arrived).toHaveLength(count)
      return arrived
    },
    /** Cuts the connections to the collector. */
    cut: () => collector.server.closeAllConnections(),
    close: async () => {
      // Requests left hanging would hold back a close.
      collector.server.closeAllConnections()
      await collector.close()
      await web.close()
      await log.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type Ent = Awaited<ReturnType<typeof openEnt>>

/** Longer than the tag takes to send, on this machine, what it should not. */
const SETTLED_MS = 250

const scriptOf = (src: string, attributes: Attributes): string =>
  `<script src="${src}"${Object.entries(attributes)
    .map(([name, value]) => ` data-${name}="${quoted(value)}"`)
    .join('')}></script>`

const quoted = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')

export const documentOf = (body: string): string =>
  `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>ENT</title><link rel="icon" href="data:,"></head><body>${body}</body></html>`

/** A new device: its own storage, an ordinary user agent. `errors` fills with what went wrong in its pages. */
export const openDevice = async (browser: Browser) => {
  const device = await browser.newContext({ userAgent: WINDOWS })
  const errors: string[] = []
  device.on('weberror', (error) => errors.push(String(error.error())))
  device.on('console', (message) => {
    // What the browser itself says of an answer that failed is not the page's doing.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) errors.push(message.text())
  })
  return { device, openTab: () => device.newPage(), errors }
}

/** A test of the tag: an ENT and a device of its own, in the browser of its file. */
export const it = base
  .extend('launch', { scope: 'file' }, {} as LaunchOptions)
  .extend('browser', { scope: 'file' }, async ({ launch }, { onCleanup }) => {
    const browser = await openBrowser(launch)
    onCleanup(() => browser.close())
    return browser
  })
  .extend('also', (): FastifyPluginAsync | undefined => undefined)
  .extend('ent', async ({ also }, { onCleanup }) => {
    const ent = await openEnt(also)
    onCleanup(ent.close)
    return ent
  })
  .extend('opened', async ({ browser }, { onCleanup }) => {
    const opened = await openDevice(browser)
    onCleanup(() => opened.device.close())
    return opened
  })
  .extend('device', ({ opened }) => opened.device)
  .extend('openTab', ({ opened }) => opened.openTab)
  .extend('errors', ({ opened }) => opened.errors)
  .extend('tab', ({ openTab }) => openTab())

/** A page of any browser. */
type Tab = { evaluate(script: string): Promise<unknown> }

/** Makes what left with a page, whose answer nobody saw, free to be sent again: it is for 30 s that it is not. */
export const freeClaims = (page: Tab): Promise<unknown> =>
  page.evaluate(`for (const key of Object.keys(localStorage)) if (key.startsWith('mesure:'))
    localStorage[key] = JSON.stringify({ ...JSON.parse(localStorage[key]), claimed: 0 })`)

/** What waits on the device, as the tag left it. */
export const waitingOn = (page: Tab): Promise<unknown> =>
  page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('mesure:'))")
