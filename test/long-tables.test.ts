// Tables longer than a page: which rows, in what order and of which words stands in the address, with script as without.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildWeb } from '../dashboards/web.ts'
import { uaiOf } from './bench/invented.ts'
import { type Nation, NOW, openNation } from './bench/nation.ts'
import { noBrowser, openBrowser, openPage } from './browser.ts'

const SCHOOLS = 250
const WEEK = { genre: 'semaine', debut: '2026-11-16', detailed: 0 }
const LISTE = '/tableau/etablissements'

let nation: Nation
let web: FastifyInstance
const folder = mkdtempSync(join(tmpdir(), 'mesure-long-tables-'))
beforeAll(async () => {
  nation = await openNation(folder, [WEEK], SCHOOLS)
  await nation.store.command({
    query: `INSERT INTO etablissement SELECT * REPLACE ('Collège Zoé-Élan' AS nom, 'Évry-l''Étang' AS commune, toDateTime64('2026-10-01', 3, 'UTC') AS importe)
      FROM etablissement WHERE uai IN ('${uaiOf(7)}', '${uaiOf(8)}')`,
  })
  web = await buildWeb({
    stores: [nation.store],
    ledger: () => Promise.reject(new Error('not asked')),
    fraicheur: async () => ({ completJusqua: new Date(NOW).toISOString(), joursClos: '2026-11-28' }),
    now: () => NOW,
    logger: false,
  })
})
afterAll(async () => {
  await web?.close()
  await nation?.close()
  rmSync(folder, { recursive: true })
})

const get = async (path: string): Promise<string> => {
  const { statusCode, body } = await web.inject(path)
  expect(statusCode, body).toBe(200)
  expect(body).not.toContain('n’ont pas pu être calculés')
  return body.replace(/[\u00a0\u202f]/g, ' ')
}
const names = (page: string): string[] =>
  [...page.matchAll(/<th scope="row"><a href="[^"]*uai=(\w+)/g)].map(([, uai]) => uai as string)
/** Where a link or a heading of that id leads. */
const hrefOf = (page: string, id: string): string | undefined =>
  new RegExp(`id="${id}" href="([^"]*)"`).exec(page)?.[1]?.replaceAll('&amp;', '&')
const csv = async (path: string): Promise<Record<string, string>[]> => {
  const [heads = '', ...rows] = (await get(path)).slice(1).trimEnd().split('\r\n')
  return rows.map((row) => Object.fromEntries(row.split(';').map((cell, i) => [heads.split(';')[i] as string, cell])))
}

describe('a table longer than a page', () => {
  it('gives every row once, from page to page, in the order of its figures; its CSV is whole', async () => {
    const seen: string[] = []
    let path: string | undefined = LISTE
    const pages: string[] = []
    while (path !== undefined) {
      const page = await get(path)
      pages.push(/<caption>([^<]*)/.exec(page)?.[1] ?? '')
      seen.push(...names(page))
      path = hrefOf(page, 'liste-next')
    }
    expect(pages).toEqual([
      'Tous les établissements, lignes 1 à 100 sur 250',
      'Tous les établissements, lignes 101 à 200 sur 250',
      'Tous les établissements, lignes 201 à 250 sur 250',
    ])
    const rows = await csv(`${LISTE}/liste.csv`)
    expect(rows).toHaveLength(SCHOOLS)
    expect(new Set(seen).size).toBe(SCHOOLS)
    const visits = new Map(rows.map(({ uai, visites }) => [uai, Number(visites)]))
    expect(seen.map((uai) => visits.get(uai))).toEqual([...visits.values()].sort((a, b) => b - a))
  })

  it('is sorted by any of its headings, names as the French have them, and keeps its filters and its words', async () => {
    const first = await get(`${LISTE}?degre=1`)
    expect(first).toContain('aria-sort="descending"><a class="tri" id="liste-tri-visites"')
    const byName = hrefOf(first, 'liste-tri-nom') as string
    expect(byName).toBe(`${LISTE}?degre=1&liste.tri=nom#liste`)
    const sorted = await get(byName)
    expect(sorted).toContain('aria-sort="ascending"><a class="tri" id="liste-tri-nom"')
    // É sorts as E, after C.
    expect(sorted).toMatch(/<tbody><tr><th scope="row"><a[^>]*>Collège Zoé-Élan/)
    expect(hrefOf(sorted, 'liste-tri-nom')).toBe(`${LISTE}?degre=1&liste.tri=-nom#liste`)
    expect(hrefOf(sorted, 'liste-next')).toBe(`${LISTE}?degre=1&liste.tri=nom&liste.page=2#liste`)
    expect(sorted).toContain('<input type="hidden" name="liste.tri" value="nom">')
    expect(sorted).not.toContain('id="liste-tri-visites_12"')
  })

  it('is searched without accents nor capitals, whatever the apostrophe, by every word in any column', async () => {
    const found = await get(`${LISTE}?liste.mots=EVRY+zoe`)
    expect(found).toContain('Lignes 1 à 2 sur 2')
    expect(names(found)).toHaveLength(2)
    expect(found).toContain('value="EVRY zoe"')
    for (const apostrophe of ["'", '’'])
      expect(names(await get(`${LISTE}?liste.mots=${encodeURIComponent(`l${apostrophe}etang`)}`))).toHaveLength(2)
    const nothing = await get(`${LISTE}?liste.mots=${encodeURIComponent(`'); DROP <b>`)}`)
    expect(nothing).toContain('Aucune ligne pour « &#39;); DROP &lt;b&gt; »')
    expect(nothing).not.toContain('Aucune visite ne répond')
  })

  it('past its last page is at the last one, and by a column it does not have is as it comes', async () => {
    expect(await get(`${LISTE}?liste.page=99`)).toContain('Lignes 201 à 250 sur 250')
    expect(await get(`${LISTE}?liste.page=-1&liste.tri=uai)--`)).toContain('id="liste-page-1" aria-current="page"')
  })

  it('is given alone to script; a table of a page is written as before', async () => {
    const panel = await get(`${LISTE}/liste?liste.page=2`)
    expect(panel).toMatch(/^<section id="liste"[\s\S]*<\/section>$/)
    expect(await get(`${LISTE}?liste.page=2`)).toContain(panel)
    const short = await get(`${LISTE}?code_departement=002`)
    expect(short).toContain('<table data-triable><caption>Tous les établissements</caption>')
    expect(short).not.toContain('data-servi')
  })
})

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
if (noBrowser !== undefined) console.warn(noBrowser)
describe.skipIf(noBrowser !== undefined)('in a browser', () => {
  let browser: Browser
  let url: string
  beforeAll(async () => {
    browser = await openBrowser()
    url = await web.listen({ host: '127.0.0.1', port: 0 })
  })
  afterAll(() => browser?.close())

  const visit = async (path: string, width = 1280) => {
    const opened = await openPage(browser, { width, now: new Date(NOW).toISOString() })
    await opened.page.goto(url + path)
    return opened
  }

  it.each([1280, 360])(
    'at %i pixels: no scrolling sideways, nothing that an accessibility checker finds',
    async (width) => {
      for (const path of [LISTE, `${LISTE}?liste.page=2&liste.mots=etablissement`, `${LISTE}?liste.mots=personne`]) {
        const { page, errors } = await visit(path, width)
        expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
        const found = await page.evaluate(
          `${AXE}; axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html.slice(0, 200)))`,
        )
        expect(found).toEqual([])
        expect(errors).toEqual([])
        await page.close()
      }
    },
  )

  it('turns its pages, sorts and searches in place from the keyboard, and the back button undoes it', async () => {
    const { page, errors } = await visit(LISTE)
    await page.evaluate('window.loaded = 1')
    const range = (text: string) => expect.poll(() => page.textContent('.etendue')).toContain(text)
    const focused = () => page.evaluate('document.activeElement.id')
    await page.focus('#liste-next')
    await page.keyboard.press('Enter')
    await range('101')
    expect(page.url()).toContain('liste.page=2#liste')
    expect(await focused()).toBe('liste-next')
    expect(await page.textContent('[role=status]')).toContain('101')
    await page.keyboard.press('Enter')
    await range('201')
    // There is no next page any more: the keyboard is at the table.
    expect(await page.evaluate('document.activeElement.className')).toContain('fr-table__container')
    await page.focus('#liste-tri-nom')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getAttribute('#liste thead th:first-child', 'aria-sort')).toBe('ascending')
    expect(await focused()).toBe('liste-tri-nom')
    await page.fill('#liste-mots', 'zoe elan')
    await page.keyboard.press('Enter')
    await range('à 2 sur')
    expect([await focused(), await page.inputValue('#liste-mots')]).toEqual(['liste-mots', 'zoe elan'])
    expect(page.url()).toMatch(/\?liste\.tri=nom&liste\.mots=zoe\+elan#liste$/)
    await page.goBack()
    await range('1 à 100')
    await page.goBack()
    await range('201')
    expect(await page.evaluate('window.loaded')).toBe(1)
    expect(errors).toEqual([])
    await page.close()
  })

  it('does the same without script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(url + LISTE)
    await page.click('#liste-next')
    // Without script a click loads another page, which a busy machine takes its time to send.
    await page.waitForURL(/liste\.page=2/)
    expect(await page.textContent('.etendue')).toContain('101')
    await page.fill('#liste-mots', 'zoé')
    await page.click('.chercher button')
    await page.waitForURL(/liste\.mots=zo/)
    expect(await page.locator('#liste tbody tr').count()).toBe(2)
    expect(page.url()).toBe(`${url}${LISTE}?liste.mots=zo%C3%A9#liste`)
    await context.close()
  })
})
