// The dashboards in a real browser: wide and narrow, light and dark, by hand and by keyboard.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TABLEAUX } from '../dashboards/definition/tableaux.ts'
import { GUIDES } from '../dashboards/pages/guide.ts'
import { noBrowser, openBrowser, openPage } from './browser.ts'
import { COQUELICOTS, GRAND_PRE, openUsage, type Usage } from './usage.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TUESDAY = '2026-11-25T14:00:00Z'

if (noBrowser !== undefined) console.warn(noBrowser)
describe.skipIf(noBrowser !== undefined)('a dashboard in a browser', () => {
  let usage: Usage
  let browser: Browser
  let url: string
  beforeAll(async () => {
    usage = await openUsage()
    browser = await openBrowser()
    url = await usage.web.listen({ host: '127.0.0.1', port: 0 })
  })
  afterAll(async () => {
    await browser?.close()
    await usage?.close()
  })

  const visit = async (path: string, width = 1280) => {
    const { page, errors } = await openPage(browser, { width, now: TUESDAY })
    await page.goto(url + path)
    return { page, errors }
  }
  const address = (id: string) => `/tableau/${id}${id === 'etablissement' ? `?uai=${GRAND_PRE}` : ''}`
  const failures = (page: Page) =>
    page.evaluate(
      `${AXE}; axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html.slice(0, 200)))`,
    )

  /** The page at each width in turn: no script of ours reads it, and its style sheet follows it. */
  const fits = async (page: Page, open: () => Promise<void> = async () => {}) => {
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 })
      await open()
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), `${width}`).toBe(true)
      // The policy of the page lets no script in but its own: the checker is brought by the browser's own hand.
      expect(await failures(page), `${width}`).toEqual([])
    }
  }

  it.each(TABLEAUX)(
    '$id, wide and narrow: no error, no scrolling sideways, nothing that an accessibility checker finds',
    async ({ id }) => {
      const { page, errors } = await visit(address(id))
      await fits(page, async () => {
        for (const summary of await page.locator('summary:visible').all())
          if (!(await summary.evaluate(({ parentElement }) => parentElement?.hasAttribute('open'))))
            await summary.click()
      })
      expect(errors).toEqual([])
      await page.close()
    },
  )

  it.each(Object.keys(GUIDES))('the guide « %s » is read as well, and its links lead somewhere', async (nom) => {
    const { page, errors } = await visit(`/guide/${nom}`)
    await fits(page)
    const links: string[] = await page.evaluate(`[...document.querySelectorAll('main a')].map((link) => link.href)`)
    for (const link of new Set(links)) expect((await fetch(link)).status, link).toBe(200)
    expect(errors).toEqual([])
    await page.close()
  })

  it('draws at the width of the screen, and says the same in a table', async () => {
    const { page } = await visit('/tableau/vue-ensemble', 360)
    expect(await page.locator('#visites-profils .dessin--etroit svg').isVisible()).toBe(true)
    expect(await page.locator('#visites-profils .dessin--large svg').isVisible()).toBe(false)
    await page.click('#visites-profils details:not(.definition) summary')
    expect(await page.locator('#visites-profils tbody tr').count()).toBe(3)
    await page.close()
  })

  it('shows on a phone which dashboard it is', async () => {
    const { page } = await visit('/tableau/usages', 360)
    const seen = `(({ left, right }) => left >= 0 && right <= innerWidth)(document.querySelector('.sommaire [aria-current]').getBoundingClientRect())`
    expect(await page.evaluate(seen)).toBe(true)
    await page.close()
  })

  it('holds names of eighty letters on a phone: they take lines, and only a table may be scrolled', async () => {
    const { page } = await visit(address('etablissement'), 360)
    await page.evaluate(`for (const named of document.querySelectorAll('h1, .lieux a, #fiche tbody :is(th, td), .rapport summary'))
      named.textContent = 'Anticonstitutionnellement'.repeat(4).slice(0, 80)`)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    const widths: number[] = await page.evaluate(
      `[...document.querySelectorAll('#fiche :is(th, td:not(.nombre))')].map(({ offsetWidth }) => offsetWidth)`,
    )
    expect(Math.max(...widths)).toBeLessThanOrEqual(160)
    await page.close()
  })

  it('is filtered by a choice, which stands in the address and comes back with the back button', async () => {
    const { page } = await visit('/tableau/vue-ensemble')
    await page.selectOption('#f-projet', 'ENT78-92')
    await page.waitForURL(/projet=ENT78-92/)
    expect(page.url()).not.toMatch(/profil=|du=|au=/)
    expect(await page.textContent('#chiffres .cle__valeur')).toBe('5')
    await page.goBack()
    await page.waitForURL((address) => !address.search.includes('projet'))
    expect(await page.textContent('#chiffres .cle__valeur')).toBe('79')
    await expect.poll(() => page.inputValue('#f-projet')).toBe('')
    // By keyboard, an option that is passed over is not asked.
    await page.focus('#f-projet')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    const choice = await page.inputValue('#f-projet')
    expect(page.url()).not.toContain('projet=')
    await page.press('#filtres button', 'Enter')
    await page.waitForURL(new RegExp(`projet=${choice}$`))
    await page.close()
  })

  it('keeps the dates that were chosen, and no others', async () => {
    const { page } = await visit('/tableau/projets')
    await page.selectOption('#f-genre', 'mois')
    await page.waitForURL(/genre=mois/)
    expect(page.url()).not.toMatch(/du=|au=/)
    expect(await page.inputValue('#f-du')).toMatch(/-01$/)
    await page.fill('#f-du', '2026-09-01')
    await page.click('#filtres button')
    await page.waitForURL(/du=2026-09-01/)
    await page.selectOption('#f-projet', 'ENT78-92')
    await page.waitForURL(/projet=ENT78-92/)
    expect(page.url()).toMatch(/du=2026-09-01&au=/)
    await page.close()
  })

  it('goes down from a département to a school, and keeps the period', async () => {
    const { page, errors } = await visit('/tableau/departements?genre=mois')
    await page.click('#carte table a:has-text("Val-d")')
    await page.waitForURL(/etablissements.*code_departement=095/)
    await page.click(`#liste a[href*="${COQUELICOTS}"]`)
    await page.waitForURL(/etablissement\?/)
    expect(await page.textContent('h1')).toBe('École élémentaire fictive des Coquelicots')
    expect(await page.inputValue('#f-genre')).toBe('mois')
    expect(errors).toEqual([])
    await page.close()
  })

  it('sorts a table that is whole by a heading from the keyboard, and searches in it', async () => {
    const { page } = await visit('/tableau/etablissements?code_departement=095')
    const first = () => page.textContent('#liste tbody tr:not([hidden]) th')
    expect(await first()).toBe('École élémentaire fictive des Coquelicots')
    await page.focus('#liste th:first-child button')
    await page.keyboard.press('Enter')
    expect(await page.getAttribute('#liste thead th:first-child', 'aria-sort')).toBe('ascending')
    const all = await page.locator('#liste tbody tr').count()
    await page.fill('#liste .recherche', 'PRE  grand')
    const found = await page.locator('#liste tbody tr:visible').count()
    expect(found).toBeLessThan(40)
    expect(await first()).toContain('Grand Pré')
    expect(await page.textContent('#liste [role="status"]')).toBe(`${found} lignes sur ${all}`)
    await page.fill('#liste .recherche', 'l’encrier')
    expect(await first()).toContain("de l'Encrier")
    await page.fill('#liste .recherche', 'grand zzz')
    expect(await page.textContent('#liste [role="status"]')).toBe(`Aucune ligne sur ${all}`)
    await page.fill('#liste .recherche', '')
    expect(await page.locator('#liste tbody tr:visible').count()).toBe(all)
    await page.close()
  })

  it('sorts durations by what they last', async () => {
    const { page } = await visit('/tableau/projets')
    const heading = page.locator('#comparaison th button', { hasText: 'Durée moyenne' })
    const durations = async (): Promise<number[]> =>
      await page
        .locator('#comparaison tbody data')
        .evaluateAll((all) => all.map(({ value }: { value: string }) => Number(value)))
    await heading.click()
    const longest = await durations()
    expect(new Set(longest).size).toBeGreaterThan(1)
    expect(longest).toEqual(longest.toSorted((a, b) => b - a))
    await heading.click()
    expect(await durations()).toEqual(longest.toReversed())
    await page.close()
  })

  it('sorts changes by their signs', async () => {
    const { page } = await visit('/tableau/usages?genre=jour&au=2026-11-20')
    const heading = page.locator('#services-evolution th button', { hasText: 'Évolution' })
    const changes = async () =>
      (await page.locator('#services-evolution tbody td:last-child').allTextContents()).map((text) =>
        text.replaceAll(/\s/g, ' '),
      )
    await heading.click()
    await heading.click()
    expect(await changes()).toEqual(['−100,0 %', '−91,7 %', '0,0 %'])
    await page.close()
  })

  it('gives a drawing as a picture that says what it shows', async () => {
    const { page, errors } = await visit('/tableau/vue-ensemble?du=2026-11-01&au=2026-11-25&profil=ELEVE&projet=ENT95')
    const pictureOf = async (id: string) => {
      await page.evaluate(`globalThis.written = []; globalThis.drawText ??= CanvasRenderingContext2D.prototype.fillText
        CanvasRenderingContext2D.prototype.fillText = function (text, ...at) { written.push(text); drawText.call(this, text, ...at) }`)
      const download = page.waitForEvent('download')
      await page.click(`#${id} .png`)
      const file = await download
      const png = readFileSync(await file.path())
      const written = ((await page.evaluate('written')) as string[]).join(' ')
      return { name: file.suggestedFilename(), written, width: png.readUInt32BE(16), height: png.readUInt32BE(20) }
    }
    const services = await pictureOf('services')
    expect(services.name).toBe('vue-ensemble-services-2026-11-01-2026-11-25.png')
    expect(services.written).toMatch(
      /^Services Semaine du 16 novembre 2026 .*Du : 1er novembre 2026 · Au : 25 novembre 2026 · Projet ENT : .* · Profil : Élèves Ici, tous les profils/,
    )
    expect(services.written).toContain(
      'Mesure d’audience des ENT · Données complètes jusqu’au 25 novembre 2026 à 15:00',
    )
    expect(services.width).toBe(2 * (560 + 32))

    await page.goto(`${url}/tableau/vue-ensemble`)
    const profils = await pictureOf('visites-profils')
    expect(profils.written).toContain('Élèves Parents')
    expect(profils.height).toBeGreaterThan(2 * 300)

    await page.goto(`${url}/tableau/departements`)
    const carte = await pictureOf('carte')
    expect(carte.written).toContain('moins de 20 %')
    expect(carte.width).toBe(2 * (560 + 32))
    expect(errors).toEqual([])
    await page.close()
  })

  it('is printed with what was asked in words, every column, and light', async () => {
    const { page } = await visit('/tableau/etablissements?code_departement=095&degre=1', 1032)
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.waitForSelector('html[data-fr-theme="dark"]')
    await page.emulateMedia({ media: 'print' })
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))
      for (const cell of document.querySelectorAll('#liste td:nth-child(3)')) cell.textContent = 'Tallevende'.repeat(8)`)
    expect(await page.getAttribute('html', 'data-fr-theme')).toBe('light')
    expect(await page.textContent('.demande:visible')).toBe(
      "Période : Semaine · Du : 1er juin 2026 · Au : 25 novembre 2026 · Département : Val-d'Oise · Degré : Premier degré",
    )
    expect(await page.locator(':is(nav, form, summary, .actions a, .actions button):visible').count()).toBe(0)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1032)
    await page.evaluate(`dispatchEvent(new Event('afterprint'))`)
    expect(await page.getAttribute('html', 'data-fr-theme')).toBe('dark')
    await page.close()
  })

  it('brings itself up to date, and says when it can no longer', async () => {
    const { page } = await visit('/tableau/vue-ensemble')
    await page.route('**/tableau/vue-ensemble*', async (route) => {
      const response = await route.fetch()
      await route.fulfill({
        response,
        body: (await response.text()).replace(/<p class="cle__valeur">79/, '<p class="cle__valeur">80'),
      })
    })
    await expect.poll(() => page.textContent('#chiffres .cle__valeur')).toBe('80')
    await page.unrouteAll()
    await page.route('**/tableau/vue-ensemble*', (route) => route.abort())
    await expect.poll(() => page.getAttribute('#fraicheur', 'data-perdu')).toBe('')
    await page.close()
  })
})
