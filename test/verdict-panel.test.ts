// The panel of whoever installs the tag, in a real browser, in a page under a strict CSP and Trusted Types.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify, { type FastifyInstance } from 'fastify'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { classify } from '../collector/agent.ts'
import { servePlan } from '../collector/plan/serve.ts'
import { openSecrets } from '../collector/pseudonym.ts'
import { readFrozenTag } from '../collector/tag/build.ts'
import { tag } from '../collector/tag/serve.ts'
import { openVerdicts } from '../collector/verdict.ts'
import { saveDirectory } from '../schema/directory.ts'
import type { Envelope } from '../schema/marker.ts'
import { noBrowser, openBrowser, openPage } from './browser.ts'
import { type Json, page as pageOf, WINDOWS } from './page.ts'
import { ECOLE, ECOLE_DE_TEST, ECOLES, LYCEE } from './schools.ts'

const TUESDAY = '2026-11-24T07:05:00Z'

if (noBrowser !== undefined) console.warn(noBrowser)
describe.skipIf(noBrowser !== undefined)('the panel in a browser', () => {
  let folder: string
  let browser: Browser
  let collector: FastifyInstance
  let ent: FastifyInstance
  let collectorUrl: string
  let entUrl: string
  let verdicts: ReturnType<typeof openVerdicts>
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mesure-'))
    saveDirectory(join(folder, 'reference.json'), {
      projets: new Map([['ENT95', { ecoles: new Set([LYCEE.uai]), ecolesDeTest: new Set([ECOLE_DE_TEST]) }]]),
      ecoles: new Map(ECOLES.map(({ uai }) => [uai, { fuseau: 'Europe/Paris' }])),
      joursPurges: new Set(),
    })
    verdicts = openVerdicts(join(folder, 'reference.json'), openSecrets(join(folder, 'secrets'), true))
    collector = fastify()
    await collector.register(servePlan, { tag: readFrozenTag() })
    await collector.register(tag)
    collector.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) =>
      done(null, JSON.parse(body as string)),
    )
    collector.post('/markers', (request, reply) =>
      reply
        .code(202)
        .header('access-control-allow-origin', '*')
        .send({ received: 1, ...verdicts(request.body as Envelope, classify(WINDOWS), Date.parse(TUESDAY)) }),
    )
    collectorUrl = await collector.listen({ host: '127.0.0.1', port: 0 })
    ent = fastify()
    const serve = (path: string, connect: string, scripts: string) =>
      ent.get(path, (_request, reply) =>
        reply
          .headers({
            'content-type': 'text/html; charset=utf-8',
            'content-security-policy': `default-src 'none'; connect-src ${connect}; script-src ${collectorUrl}; require-trusted-types-for 'script'; trusted-types 'none'`,
          })
          .send(`<!doctype html><html lang="fr"><title>ENT</title>${scripts}<h1>Accueil</h1><p>Une page de l'ENT.</p>`),
      )
    const panel = `<script src="${collectorUrl}/verdict.js"></script>`
    const attributes =
      'data-verdict data-projet="ENT95" data-profil="ELEVE" data-visiteur="v-0001" data-service="NOTES"'
    serve('/', "'none'", panel)
    serve(
      '/tag',
      collectorUrl,
      `${panel}<script async src="${collectorUrl}/tag.js" ${attributes} data-uai="0951234B"></script>`,
    )
    entUrl = await ent.listen({ host: '127.0.0.1', port: 0 })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await ent?.close()
    await collector?.close()
    rmSync(folder, { recursive: true })
  })

  const visit = async (width: number) => {
    const opened = await openPage(browser, { width, now: TUESDAY })
    await opened.page.goto(entUrl)
    await opened.page.waitForSelector('[role=log]')
    return opened
  }
  /** As the tag does once the collector has answered. */
  const hand = (page: Page, detail: object) =>
    page.evaluate(
      `document.dispatchEvent(new CustomEvent('mesure:verdict', { detail: ${JSON.stringify(detail)} })) && undefined`,
    )
  const post = (page: Page, marker: Json = {}, context: Json = {}) => {
    const body = pageOf(TUESDAY, marker, context).body as Envelope
    return hand(page, { markers: body.markers, ...verdicts(body, classify(WINDOWS), Date.parse(TUESDAY)) })
  }
  const log = (page: Page) => page.textContent('[role=log]')

  it.each([1280, 390])('shows at %i pixels each marker, accepted or refused, and what to change', async (width) => {
    const { page, errors } = await visit(width)
    expect(await log(page)).toContain('En attente du premier marqueur')
    await post(page, { service: 'CAHIER_TEXTES', page: 'cahier/semaine' })
    await post(page, { action: 'clic', service: 'RESSOURCE_PRODUCTION', outil: 'GEOGEBRA' })
    await post(page, {}, { uai: ECOLE.uai })
    await post(page, {}, { uai: ECOLE_DE_TEST })
    await post(page, {}, { uai: '0951234B' })
    await post(page, { service: 'BLOG' })
    const shown = await log(page)
    expect(shown).not.toContain('En attente')
    expect(shown).toContain('page · CAHIER_TEXTES · cahier/semaine')
    expect(shown).toContain('clic · RESSOURCE_PRODUCTION · GEOGEBRA')
    expect(shown).toContain('Accepté, hors périmètre')
    expect(shown).toContain('Reçu : ecole_de_test')
    expect(shown).toContain('Refusé : uai_cle')
    expect(shown).toContain('la lettre est A')
    expect(shown).toContain('Refusé : service_inconnu')
    expect(await page.textContent('header button:first-child')).toBe('Mesure : 3 acceptés, 1 de test, 2 refusés')
    expect(await page.getAttribute('text=uai_cle', 'href')).toBe(`${collectorUrl}/plan#refus-uai_cle`)
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
    const box = await page.locator('section').boundingBox()
    expect(box?.x).toBeGreaterThanOrEqual(0)
    expect(errors).toEqual([])
    await page.close()
  })

  it('hears the tag itself, whose script says data-verdict', async () => {
    const { page, errors } = await openPage(browser, { width: 1280, now: TUESDAY })
    await page.goto(`${entUrl}/tag`)
    await expect.poll(() => log(page)).toContain('Refusé : uai_cle')
    expect(await log(page)).toContain('page · NOTES')
    expect(errors).toEqual([])
    await page.close()
  })

  it('is folded, emptied and closed from the keyboard', async () => {
    const { page } = await visit(1280)
    await post(page)
    await page.focus('header button:first-child')
    await page.keyboard.press('Enter')
    expect(await page.isVisible('[role=log]')).toBe(false)
    expect(await page.getAttribute('header button:first-child', 'aria-expanded')).toBe('false')
    await page.keyboard.press('Enter')
    expect(await page.isVisible('[role=log]')).toBe(true)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.textContent('header button:first-child')).toBe('Mesure : 0 accepté, 0 refusé')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.locator('[role=log]').count()).toBe(0)
    await page.close()
  })

  it('says the collector’s sentence when there is no verdict, and that a CSP is in the way', async () => {
    const { page, errors } = await visit(1280)
    await hand(page, { markers: [{}], erreur: 'Marqueurs gardés, mais pas encore jugés.' })
    expect(await log(page)).toContain('Marqueurs gardés, mais pas encore jugés.')
    await page.evaluate(`fetch('${collectorUrl}/markers', { method: 'POST' }).catch(() => {})`)
    await expect.poll(() => log(page)).toContain(`ajoutez ${collectorUrl} à connect-src`)
    expect(errors.filter((error) => !error.includes('Content Security Policy') && !error.includes('csp'))).toEqual([])
    await page.close()
  })

  it('takes whatever it is handed, and writes no HTML of it', async () => {
    const { page, errors } = await visit(1280)
    for (const detail of [{}, { verdicts: [null, 1] }, { markers: 7, verdicts: [{}] }, { erreur: 7 }])
      await hand(page, detail)
    await page.evaluate("document.dispatchEvent(new CustomEvent('mesure:verdict')) && undefined")
    const conseil = '<img src=x onerror=alert(1)>'
    await hand(page, { markers: [{ service: conseil }], verdicts: [{ verdict: 'robot', conseil }] })
    expect(await log(page)).toContain(conseil)
    expect(await page.locator('img').count()).toBe(0)
    expect(errors).toEqual([])
    await page.close()
  })
})
