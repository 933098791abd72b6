// The tag in Firefox, which has its own back-forward cache, storage and ways to leave a page: the same promises.
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import { documentOf, ELEVE, freeClaims, it, waitingOn } from './ent.ts'
import { noFirefox, openFirefox } from './firefox.ts'

if (noFirefox !== undefined) console.warn(noFirefox)
// One browser for all: each ENT has an address of its own, and so a storage of its own.
describe.skipIf(noFirefox !== undefined)('in Firefox', () => {
  let firefox: Awaited<ReturnType<typeof openFirefox>>
  beforeAll(async () => {
    firefox = await openFirefox()
  })
  afterAll(() => firefox?.close())
  afterEach(async () => {
    await firefox.setOffline(false)
    await firefox.closeTabs()
  })

  it('a page and its clicks are counted once, and nothing stays on the device', async ({ ent }) => {
    const button = '<button data-service="VISIOCONFERENCE" data-outil="CLASSE">Classe virtuelle</button>'
    await firefox.openTab()
    await firefox.goto(ent.setMarked('/accueil', { service: 'ACCUEIL', page: 'accueil' }, button))
    await firefox.click('button')
    const [page, click] = await ent.expectCounted(2)
    expect(page).toMatchObject({ action: 'page', service: 'ACCUEIL', page: 'accueil', navigateur: 'firefox' })
    expect(page?.robot).toBe(false)
    expect(click).toMatchObject({ action: 'clic', service: 'VISIOCONFERENCE', outil: 'CLASSE', type: 'TIERS' })
    expect(await waitingOn(firefox)).toEqual([])
    expect(await firefox.evaluate('document.cookie')).toBe('')
  })

  it('a page is counted again when it comes back from the back-forward cache', async ({ ent }) => {
    await firefox.openTab()
    const restored = "<script>addEventListener('pageshow', (event) => { window.restored = event.persisted })</script>"
    await firefox.goto(ent.setMarked('/accueil', { service: 'ACCUEIL' }, restored))
    await ent.expectCounted(1)
    await firefox.goto(ent.setMarked('/notes', { service: 'NOTES' }))
    await ent.expectCounted(2)
    await firefox.goBack()
    expect(await firefox.evaluate('window.restored')).toBe(true)
    const services = (await ent.expectCounted(3)).map(({ service }) => service)
    expect(services).toEqual(['ACCUEIL', 'NOTES', 'ACCUEIL'])
  })

  it('a route of an application is counted once a path', async ({ ent }) => {
    await firefox.openTab()
    await firefox.goto(ent.setMarked('/notes', { service: 'NOTES', spa: '' }))
    await firefox.evaluate("history.replaceState({}, '', '/notes'); history.pushState({}, '', '/notes/7')")
    await firefox.evaluate("history.pushState({}, '', '/notes/7?tri=date')")
    await ent.expectCounted(2)
    await firefox.evaluate("history.pushState({}, '', '/notes/8'); history.replaceState({}, '', '/notes/8/detail')")
    await ent.expectCounted(3)
    await firefox.goBack()
    await ent.expectCounted(4)
  })

  it('a page in a tab behind the others is not counted until it is seen', async ({ ent }) => {
    const tab = await firefox.openTab(false)
    await firefox.goto(ent.setMarked('/apercu', { service: 'ACTUALITES' }))
    expect(await firefox.evaluate('document.hidden')).toBe(true)
    await ent.expectCounted(0)
    await firefox.choose(tab)
    await ent.expectCounted(1)
  })

  it('what is counted offline leaves when the network is back', async ({ ent }) => {
    await firefox.openTab()
    await firefox.goto(ent.setMarked('/accueil', { service: 'ACCUEIL' }))
    await ent.expectCounted(1)
    await firefox.setOffline(true)
    ent.cut()
    await firefox.evaluate("for (let i = 0; i < 30; i++) mesure.clic({ service: 'NOTES' })")
    expect(await waitingOn(firefox)).toHaveLength(30)
    await ent.expectCounted(1)
    await firefox.setOffline(false)
    await ent.expectCounted(31)
    await expect.poll(() => waitingOn(firefox)).toEqual([])
  })

  it('a marker is sent again with its id after 503, a cut connection and an answer that was lost', async ({ ent }) => {
    ent.setFates({ status: 503, retryAfter: 1 }, 'reset', 'lost')
    await firefox.openTab()
    await firefox.goto(ent.setMarked('/accueil', { service: 'ACCUEIL' }))
    await expect.poll(() => waitingOn(firefox), { timeout: 50_000 }).toEqual([])
    await ent.expectCounted(1)
    expect(ent.posted.length).toBeGreaterThanOrEqual(3)
  })

  it('a person who is opposed is not counted, and the next one is', async ({ ent }) => {
    await firefox.openTab()
    ent.setFate('reset')
    await firefox.goto(ent.setMarked('/accueil', { service: 'ACCUEIL' }))
    await expect.poll(() => ent.posted.length).toBeGreaterThan(0)
    expect(await firefox.evaluate('mesure.opposition(true)')).toBe(true)
    ent.setFate('kept')
    await firefox.goto(`${ent.site}/accueil`)
    await firefox.goto(ent.setMarked('/autre', { service: 'NOTES', visiteur: 'v-0002' }))
    const [marker] = await ent.expectCounted(1)
    expect(marker?.service).toBe('NOTES')
  })

  it.for([
    ['by a request that outlives it', ''],
    // Firefox has keepalive from 133 on.
    ['by a beacon, in a Firefox without keepalive', '<script>delete Request.prototype.keepalive</script>'],
  ])('a page whose tab is closed at once leaves %s, or with the next page', async ([_how, before], { ent }) => {
    ent.setPage('/accueil', documentOf(before + ent.script({ ...ELEVE, service: 'ACCUEIL' })))
    const url = `${ent.site}/accueil`
    for (let views = 0; views < 10; views++) {
      await firefox.openTab()
      await firefox.goto(url)
      await firefox.closeTab()
    }
    await expect.poll(async () => (await ent.counted()).length).toBeGreaterThan(0)
    await firefox.openTab()
    await firefox.goto(url)
    await freeClaims(firefox)
    await firefox.goto(url)
    await ent.expectCounted(12)
  })

  it('markers that two tabs hold are sent once', async ({ ent }) => {
    const tabs = [await firefox.openTab(), await firefox.openTab()]
    const url = ent.setMarked('/accueil', {})
    for (const tab of tabs) {
      await firefox.choose(tab)
      await firefox.goto(url)
    }
    await firefox.setOffline(true)
    ent.cut()
    for (const tab of tabs) {
      await firefox.choose(tab)
      await firefox.evaluate("for (let i = 0; i < 30; i++) mesure.clic({ service: 'NOTES' })")
    }
    await firefox.setOffline(false)
    await ent.expectCounted(60)
    expect(await ent.markers()).toHaveLength(60)
  })
})
