// A page counts once: what a page is to the tag, in a real browser, against the real collector and log.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { browseAlone, noBrowser, openBrowser } from './browser.ts'
import { documentOf, ELEVE, type Ent, openDevice, openEnt, waitingOn } from './ent.ts'

if (noBrowser !== undefined) console.warn(noBrowser)
describe.skipIf(noBrowser !== undefined)('a page', () => {
  let browser: Browser
  let ent: Ent
  beforeAll(async () => {
    // Playwright turns the back-forward cache off.
    browser = await openBrowser({ ignoreDefaultArgs: ['--disable-back-forward-cache'] })
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    ent = await openEnt()
    return () => ent.close()
  })

  it('counts once when it loads, with what its attributes say, and leaves nothing on the device', async () => {
    const { openTab, errors } = await openDevice(browser)
    const tab = await openTab()
    await tab.goto(ent.setMarked('/textes', { service: 'CAHIER_TEXTES', plateforme: 'ARDOISIA', page: 'semaine' }))
    const [marker] = await ent.expectCounted(1)
    expect(marker).toMatchObject({
      projet: 'ENT95',
      uai: '0951234X',
      profil: 'ELEVE',
      plateforme: 'ARDOISIA',
      action: 'page',
      service: 'CAHIER_TEXTES',
      type: null,
      outil: null,
      page: 'semaine',
      navigateur: 'chrome',
      robot: false,
    })
    expect(marker?.age).toBeLessThan(5_000)
    expect(await waitingOn(tab)).toEqual([])
    expect(await tab.evaluate('document.cookie')).toBe('')
    expect(errors).toEqual([])
  })

  it('counts once when the tag is included twice', async () => {
    const { openTab } = await openDevice(browser)
    const tab = await openTab()
    const script = ent.script({ ...ELEVE, service: 'ACCUEIL' })
    ent.setPage('/deux', documentOf(script + script))
    await tab.goto(`${ent.site}/deux`)
    await ent.expectCounted(1)
  })

  it('counts once though an element of the page bears the name of the tag', async () => {
    const { openTab } = await openDevice(browser)
    const tab = await openTab()
    ent.setPage('/mesure', documentOf(`<p id="mesure"></p>${ent.script({ ...ELEVE, service: 'ACCUEIL' })}`))
    await tab.goto(`${ent.site}/mesure`)
    await ent.expectCounted(1)
  })

  it('counts again when it comes back from the back-forward cache', async () => {
    const { openTab } = await openDevice(browser)
    const tab = await openTab()
    const accueil = ent.setMarked('/accueil', { service: 'ACCUEIL' })
    await tab.goto(accueil)
    await tab.evaluate("addEventListener('pageshow', (event) => { window.restored = event.persisted })")
    await ent.expectCounted(1)
    await tab.goto(ent.setMarked('/messagerie', { service: 'COURRIER_ELECTRONIQUE' }))
    await ent.expectCounted(2)
    await tab.goBack({ waitUntil: 'commit' })
    expect(await tab.evaluate('window.restored')).toBe(true)
    const services = (await ent.expectCounted(3)).map(({ service }) => service)
    expect(services).toEqual(['ACCUEIL', 'COURRIER_ELECTRONIQUE', 'ACCUEIL'])
  })

  it('counts once it is shown when it was prerendered, and never when it was not shown', async () => {
    ent.setMarked(
      '/lue',
      { service: 'ACTUALITES' },
      "<script>document.addEventListener('prerenderingchange', () => fetch('/activee'))</script>",
    )
    ent.setMarked('/jamais', { service: 'NOTES' })
    const rules = JSON.stringify({ prerender: [{ urls: ['/lue', '/jamais'], eagerness: 'immediate' }] })
    const follow = "<script>addEventListener('load', () => setTimeout(() => { location.href = '/lue' }, 2000))</script>"
    const accueil = ent.setMarked(
      '/',
      { service: 'ACCUEIL' },
      `<script type="speculationrules">${rules}</script>${follow}`,
    )
    const end = browseAlone(accueil)
    try {
      await Promise.all(['/lue', '/jamais'].map((path) => ent.served(path)))
      await ent.expectCounted(1)
      await ent.served('/activee')
      const services = (await ent.expectCounted(2)).map(({ service }) => service)
      expect(services).toEqual(['ACCUEIL', 'ACTUALITES'])
    } finally {
      await end()
    }
  })
})
