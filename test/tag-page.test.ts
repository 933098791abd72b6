// A page counts once: what a page is to the tag, in a real browser, against the real collector and log.
import { describe, expect } from 'vitest'
import { browseAlone, noBrowser } from './browser.ts'
import { documentOf, ELEVE, it as inEnt, waitingOn } from './ent.ts'

// Playwright turns the back-forward cache off.
const it = inEnt.override('launch', { ignoreDefaultArgs: ['--disable-back-forward-cache'] })

if (noBrowser !== undefined) console.warn(noBrowser)
describe.skipIf(noBrowser !== undefined)('a page', () => {
  it('counts once when it loads, with what its attributes say, and leaves nothing on the device', async ({
    ent,
    tab,
    errors,
  }) => {
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
    expect(marker?.age).toBeLessThan(30_000)
    expect(await waitingOn(tab)).toEqual([])
    expect(await tab.evaluate('document.cookie')).toBe('')
    expect(errors).toEqual([])
  })

  it('counts once when the tag is included twice', async ({ ent, tab }) => {
    const script = ent.script({ ...ELEVE, service: 'ACCUEIL' })
    ent.setPage('/deux', documentOf(script + script))
    await tab.goto(`${ent.site}/deux`)
    await ent.expectCounted(1)
  })

  it('counts once though an element of the page bears the name of the tag', async ({ ent, tab }) => {
    ent.setPage('/mesure', documentOf(`<p id="mesure"></p>${ent.script({ ...ELEVE, service: 'ACCUEIL' })}`))
    await tab.goto(`${ent.site}/mesure`)
    await ent.expectCounted(1)
  })

  it('counts again when it comes back from the back-forward cache', async ({ ent, tab }) => {
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

  it('counts once it is shown when it was prerendered, and never when it was not shown', async ({ ent }) => {
    ent.setMarked(
      '/lue',
      { service: 'ACTUALITES' },
      "<script>document.addEventListener('prerenderingchange', () => fetch('/activee'))</script>",
    )
    ent.setMarked('/jamais', { service: 'NOTES' })
    const rules = JSON.stringify({ prerender: [{ urls: ['/lue', '/jamais'], eagerness: 'immediate' }] })
    // The browser is alone: it follows the link once the ENT has the page that says so.
    const follow = `<script>(async () => {
      while (!(await fetch('/suivre')).ok) await new Promise((done) => setTimeout(done, 100))
      location.href = '/lue'
    })()</script>`
    const accueil = ent.setMarked(
      '/',
      { service: 'ACCUEIL' },
      `<script type="speculationrules">${rules}</script>${follow}`,
    )
    const end = browseAlone(accueil)
    try {
      await Promise.all(['/lue', '/jamais'].map((path) => ent.served(path)))
      await ent.expectCounted(1)
      ent.setPage('/suivre', '')
      await ent.served('/activee')
      const services = (await ent.expectCounted(2)).map(({ service }) => service)
      expect(services).toEqual(['ACCUEIL', 'ACTUALITES'])
    } finally {
      await end()
    }
  })
})
