// What a person does in a page: clicks on what is marked, changes of route in an application, leaves.
import { describe, expect } from 'vitest'
import { noBrowser } from './browser.ts'
import { documentOf, ELEVE, it } from './ent.ts'

describe.skipIf(noBrowser !== undefined)('a person in a page', () => {
  const LINKS = `
    <a id="moodle" href="/cours" data-service="PARCOURS_PEDAGOGIQUE" data-outil="MOODLE"><b>Moodle</b></a>
    <button id="visio" data-service="VISIOCONFERENCE">Classe virtuelle</button>
    <a id="mentions" href="#mentions">Mentions légales</a>
    <div id="module"></div>
    <script>
      document.getElementById('visio').onclick = (event) => event.stopPropagation()
      const root = document.getElementById('module').attachShadow({ mode: 'open' })
      root.innerHTML = '<button data-service="NOTES">Notes</button>'
    </script>`

  it('is counted by click, middle click and keyboard on what is marked, a third-party tool as TIERS', async ({
    ent,
    tab,
    errors,
  }) => {
    await tab.goto(ent.setMarked('/accueil', { service: 'ACCUEIL' }, LINKS))
    ent.setPage('/cours', documentOf('Moodle'))
    await tab.click('#mentions')
    await tab.click('#visio')
    await tab.click('#moodle b', { button: 'middle' })
    await tab.click('#moodle', { button: 'right' })
    await tab.focus('#visio')
    await tab.keyboard.press('Space')
    await tab.click('#module button')
    await tab.focus('#moodle')
    await tab.keyboard.press('Enter')
    await tab.waitForURL('**/cours')
    const markers = await ent.expectCounted(6)
    const said = markers.map(({ action, service, outil, type }) => [action, service, outil, type].join(' '))
    expect(said.sort()).toEqual([
      'clic NOTES  ',
      'clic PARCOURS_PEDAGOGIQUE MOODLE TIERS',
      'clic PARCOURS_PEDAGOGIQUE MOODLE TIERS',
      'clic VISIOCONFERENCE  ',
      'clic VISIOCONFERENCE  ',
      'page ACCUEIL  ',
    ])
    expect(errors).toEqual([])
  })

  it('leaves at once by a marked link, though the collector does not answer', async ({ ent, tab }) => {
    ent.setPage('/cours', documentOf('Moodle'))
    ent.setFate('hang')
    await tab.goto(ent.setMarked('/accueil', {}, LINKS))
    await tab.click('#moodle')
    // The tag itself waits 20 s for an answer.
    await tab.waitForURL('**/cours', { timeout: 15_000 })
    expect(ent.posted).toHaveLength(1)
  })

  const PUSH = (...steps: string[]) => steps.map((step) => `history.${step}`).join(';')
  it('is shown a new page by a route that changes: once a path, however the router goes about it', async ({
    ent,
    tab,
    errors,
  }) => {
    await tab.goto(ent.setMarked('/notes', { service: 'NOTES', spa: '' }))
    await tab.evaluate(PUSH("replaceState({}, '', '/notes')", "pushState({}, '', '/notes/7')"))
    await tab.evaluate(PUSH("pushState({}, '', '/notes/7?tri=date')", "pushState({}, '', '/notes/7#bas')"))
    await ent.expectCounted(2)
    await tab.evaluate(PUSH("pushState({}, '', '/notes/8')", "replaceState({}, '', '/notes/8/detail')"))
    await ent.expectCounted(3)
    await tab.evaluate(PUSH("pushState({}, '', '/notes/8')"))
    await ent.expectCounted(4)
    await tab.evaluate('history.back()')
    await ent.expectCounted(5)
    await tab.evaluate(PUSH("replaceState({}, '', '/autre')"))
    expect(await tab.evaluate('location.pathname')).toBe('/autre')
    await tab.evaluate(
      "document.querySelector('script').dataset.service = 'ABSENCES'; history.pushState({}, '', '/abs')",
    )
    const markers = await ent.expectCounted(6)
    expect(markers.map(({ service }) => service)).toEqual([...Array(5).fill('NOTES'), 'ABSENCES'])
    expect(errors).toEqual([])
  })

  it('is shown one page by an application that did not ask for its routes to be counted', async ({ ent, tab }) => {
    await tab.goto(ent.setMarked('/notes', { service: 'NOTES' }))
    await tab.evaluate("history.pushState({}, '', '/notes/7')")
    await ent.expectCounted(1)
  })

  it('is shown a new page by an address after # where the application says so', async ({ ent, tab }) => {
    await tab.goto(ent.setMarked('/classe', { service: 'PRODUCTION_COLLABORATIVE', spa: 'hash' }))
    await tab.evaluate("location.hash = '#/mur'")
    await ent.expectCounted(2)
    await tab.evaluate("location.hash = '#/mur'")
    await tab.evaluate("history.pushState({}, '', '#/wiki')")
    await ent.expectCounted(3)
  })

  it('is counted by calls from an application, under the person they name', async ({ ent, tab }) => {
    ent.setPage('/application', documentOf(ent.script({ projet: 'ENT95' })))
    await tab.goto(`${ent.site}/application`)
    await tab.evaluate(`mesure.page({ service: 'ACCUEIL', ...${JSON.stringify({ ...ELEVE, profil: 'PARENT' })} })`)
    await tab.evaluate("mesure.clic({ service: 'RESSOURCE_PRODUCTION', outil: 'GEOGEBRA' })")
    await tab.evaluate("mesure.page({ service: 'NOTES', visiteur: 'v-0002', page: 'bulletin' })")
    const markers = await ent.expectCounted(3)
    const [first, second, third] = ['ACCUEIL', 'RESSOURCE_PRODUCTION', 'NOTES'].map((service) =>
      markers.find((marker) => marker.service === service),
    )
    expect(first).toMatchObject({ profil: 'PARENT', action: 'page' })
    expect(second).toMatchObject({ outil: 'GEOGEBRA', type: 'TIERS', action: 'clic', visiteur: first?.visiteur })
    expect(third).toMatchObject({ uai: ELEVE.uai, profil: 'PARENT', page: 'bulletin' })
    expect(third?.visiteur).not.toBe(first?.visiteur)
  })

  // A headless browser shows all its tabs: hiding is simulated.
  it('is not shown a hidden page, until it is seen', async ({ ent, tab }) => {
    await tab.addInitScript(
      "window.unseen = true; Object.defineProperty(document, 'hidden', { get: () => window.unseen })",
    )
    await tab.goto(ent.setMarked('/apercu', { service: 'ACTUALITES' }))
    await tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await ent.expectCounted(0)
    await tab.evaluate("mesure.page({ service: 'NOTES' })")
    await tab.evaluate("window.unseen = false; document.dispatchEvent(new Event('visibilitychange'))")
    await tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    const [marker] = await ent.expectCounted(1)
    expect(marker?.service).toBe('NOTES')
  })
})
