// The first page in a real browser, wide and narrow, full and empty.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noBrowser, openBrowser, openPage } from './browser.ts'
import { openWeeks } from './weeks.ts'

const TUESDAY = '2026-11-24T13:05:20Z'

if (noBrowser !== undefined) console.warn(noBrowser)
describe.skipIf(noBrowser !== undefined)('the page in a browser', () => {
  let weeks: Awaited<ReturnType<typeof openWeeks>>
  let browser: Browser
  let url: string
  beforeAll(async () => {
    weeks = await openWeeks()
    browser = await openBrowser()
    url = await weeks.web.listen({ host: '127.0.0.1', port: 0 })
  })
  afterAll(async () => {
    await browser?.close()
    await weeks?.close()
  })

  /** French spaces before signs and in numbers, made plain. */
  const text = async (page: Page, selector: string) =>
    ((await page.textContent(selector)) ?? '').replace(/[\u00a0\u202f]/g, ' ')
  const visit = async (width: number, prepare: (page: Page) => Promise<unknown> = async () => {}) => {
    const { page, errors } = await openPage(browser, { width, now: TUESDAY })
    await prepare(page)
    await page.goto(url)
    await page.waitForSelector(
      '#figures:not([hidden]) #departements-tableau tbody, #vide:not([hidden]), #erreur .fr-alert',
    )
    return { page, errors }
  }

  it.each([1280, 360])(
    'shows the figures at %i pixels, without an error and without scrolling sideways',
    async (width) => {
      const { page, errors } = await visit(width)
      expect(await text(page, '#fraicheur')).toBe(
        'Données complètes jusqu’à 14:05 · jours clos jusqu’au 21 novembre 2026',
      )
      expect(await text(page, '#cles-titre')).toBe('Semaine du 16 au 22 novembre 2026')
      expect(await text(page, '#cles-etat')).toBe('Provisoire')
      const figures = await text(page, '#cles')
      expect(figures).toContain('Visites400+100,0 % sur la semaine précédente')
      expect(figures).toContain('sur 4 vus ; +1 actifs en une semaine')
      expect(figures).toContain('30visites depuis le lundi 23 novembre')
      expect(await text(page, '#departements-tableau tbody tr:first-child')).toContain('entre 50 et 90 %')
      expect(await text(page, '#services-absents')).toContain('Notes')
      expect(await text(page, '#registre-etat')).toContain('Le registre est clos : tout marqueur reçu est compté')
      expect(await page.locator('#registre-tableau tbody tr').count()).toBe(14)
      expect(await page.locator('#visites-dessin canvas').count()).toBe(1)
      expect(await page.getAttribute('#visites-dessin', 'aria-label')).toContain(
        'Semaine du 16 au 22 novembre 2026 : 400',
      )
      await page.click('#visites-dessin', { position: { x: 120, y: 100 } })
      for (const summary of await page.locator('summary:visible').all()) await summary.click()
      expect(await text(page, '#visites-tableau tbody tr:first-child')).toContain('23 novembre 2026 (en cours)')
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
      expect(errors).toEqual([])
      await page.close()
    },
  )

  it('brings itself up to date', async () => {
    const { page } = await visit(1280)
    weeks.fraicheur.completJusqua = '2026-11-24T13:06:00.000Z'
    await expect.poll(() => text(page, '#fraicheur'), { timeout: 30_000 }).toContain('14:06')
    await page.close()
  })

  it('says what to do when no visit was counted yet', async () => {
    const { page, errors } = await visit(360, (page) =>
      page.route('**/api/*_semaine*', (route) => route.fulfill({ json: { lignes: [] } })),
    )
    expect(await text(page, '#vide')).toContain("Aucune visite comptée pour l'instant")
    expect(await page.isVisible('#figures')).toBe(false)
    expect(errors).toEqual([])
    await page.close()
  })

  it('says which figures did not answer, and keeps the others', async () => {
    const { page } = await visit(360, (page) =>
      page.route('**/api/services*', (route) => route.fulfill({ status: 500 })),
    )
    await page.waitForSelector('#erreur .fr-alert')
    expect(await text(page, '#erreur')).toContain('Sans réponse : les services.')
    expect(await text(page, '#cles')).toContain('400')
    await page.close()
  })
})
