// A device that several persons share, in several tabs, with a storage that may be refused: who is counted, and who not.
import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { noBrowser } from './browser.ts'
import { type Attributes, documentOf, ELEVE, it, waitingOn } from './ent.ts'

describe.skipIf(noBrowser !== undefined)('a device', () => {
  const opposed = (tab: Page, isOn?: boolean) => tab.evaluate(`mesure.opposition(${isOn})`)

  const REACHES = "fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(() => true, () => false)"

  it('sends a marker once though all its tabs come back online together', { timeout: 120_000 }, async ({
    ent,
    openTab,
    device,
  }) => {
    const tabs = await Promise.all([1, 2, 3, 4].map(openTab))
    const url = ent.setMarked('/accueil', {})
    for (const tab of tabs) await tab.goto(url)
    await device.setOffline(true)
    // A request that left just before the network is cut is received, and fails all the same: it would be sent again.
    for (const tab of tabs) await expect.poll(() => tab.evaluate(REACHES)).toBe(false)
    for (const tab of tabs) await tab.evaluate("for (let i = 0; i < 30; i++) mesure.clic({ service: 'NOTES' })")
    await device.setOffline(false)
    await ent.expectCounted(120)
    const copies = (await ent.markers()).length - 120
    expect(copies).toBe(0)
    for (const tab of tabs) expect(await waitingOn(tab)).toEqual([])
  })

  it('never mixes the person of now with the one before', { timeout: 120_000 }, async ({ ent, tab, device }) => {
    await tab.goto(ent.setMarked('/premier', {}))
    ent.setMarked('/second', { visiteur: 'v-0002', profil: 'ENSEIGNANT', uai: '0957654Z' })
    await device.setOffline(true)
    await tab.evaluate("mesure.clic({ service: 'NOTES' })")
    await tab.evaluate("mesure.clic({ service: 'ABSENCES', visiteur: 'v-0003', profil: 'PARENT' })")
    await device.setOffline(false)
    await tab.goto(`${ent.site}/second`)
    await tab.evaluate("mesure.clic({ service: 'ACTUALITES' })")
    const markers = await ent.expectCounted(3)
    expect(markers.map(({ service, profil, uai }) => [service, profil, uai].join(' ')).sort()).toEqual([
      `ABSENCES PARENT ${ELEVE.uai}`,
      'ACTUALITES ENSEIGNANT 0957654Z',
      `NOTES ELEVE ${ELEVE.uai}`,
    ])
    expect(new Set(markers.map(({ visiteur }) => visiteur)).size).toBe(3)
    // A marker that left with a page whose answer was lost waits for its claim to end, 30 s, and is sent once more.
    await expect.poll(() => tab.evaluate('JSON.stringify(localStorage)'), { timeout: 60_000 }).not.toContain('v-000')
  })

  it.for<[string, string]>([
    [
      'refused',
      "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })",
    ],
    ['absent', "Object.defineProperty(window, 'localStorage', { value: null })"],
    [
      'full',
      "for (let n = 5e6; n >= 1; n = Math.floor(n / 2)) try { while (true) localStorage['x' + Math.random()] = 'x'.repeat(n) } catch {}",
    ],
  ])('counts with a storage that is %s, from memory', async ([_how, script], { ent, tab, errors }) => {
    await tab.addInitScript(script)
    ent.setFate({ status: 503, retryAfter: 1 })
    await tab.goto(ent.setMarked('/accueil', { service: 'ACCUEIL' }))
    await expect.poll(() => ent.posted.length).toBe(1)
    await tab.evaluate("mesure.clic({ service: 'NOTES' })")
    ent.setFate('kept')
    await ent.expectCounted(2)
    expect(errors).toEqual([])
  })

  it('sends nothing of a person who is opposed, not even what waited, and says nothing of the next person', async ({
    ent,
    tab,
    device,
  }) => {
    const url = ent.setMarked('/accueil', { service: 'ACCUEIL' })
    ent.setMarked('/autre', { service: 'NOTES', visiteur: 'v-0002' })
    await tab.goto(url)
    await ent.expectCounted(1)
    await device.setOffline(true)
    await tab.evaluate("mesure.clic({ service: 'NOTES' })")
    expect(await opposed(tab)).toBe(false)
    expect(await opposed(tab, true)).toBe(true)
    expect(await waitingOn(tab)).toEqual([])
    await device.setOffline(false)
    await tab.reload()
    await tab.evaluate("mesure.clic({ service: 'NOTES' })")
    expect(await tab.evaluate('JSON.stringify(localStorage)')).not.toContain('v-0001')
    await ent.expectCounted(1)
    await tab.goto(`${ent.site}/autre`)
    expect(await opposed(tab)).toBe(false)
    await ent.expectCounted(2)
    await tab.goto(url)
    expect(await opposed(tab)).toBe(true)
    expect(await opposed(tab, false)).toBe(false)
    await tab.reload()
    await ent.expectCounted(3)
  })

  it('does not say that an unknown person is opposed', async ({ ent, tab }) => {
    ent.setPage('/application', documentOf(ent.script({ projet: 'ENT95' })))
    await tab.goto(`${ent.site}/application`)
    expect(await opposed(tab, true)).toBe(false)
  })

  it.for<[string, Attributes, number]>([
    ['is no opposition by itself', {}, 1],
    ['is an opposition where the ENT says so', { gpc: 'opposition' }, 0],
  ])('with Global Privacy Control %s', async ([_what, attributes, count], { ent, tab }) => {
    await tab.addInitScript("Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })")
    await tab.goto(ent.setMarked('/accueil', { service: 'ACCUEIL', ...attributes }))
    await ent.expectCounted(count)
  })

  it.for<[string, number, number, number]>([
    ['set back by a year', -365 * 24 * 3600, 0, 5],
    ['put forward by a year', 365 * 24 * 3600, 48 * 3600 - 1, 48 * 3600],
    ['awake after a night', 10 * 3600, 10 * 3600, 10 * 3600 + 60],
  ])('%s, gives its marker an age between 0 and 48 h', async ([_what, seconds, least, most], { ent, tab }) => {
    ent.setFate('reset')
    await tab.goto(ent.setMarked('/accueil', { service: 'ACCUEIL' }))
    await expect.poll(() => ent.posted.length).toBeGreaterThan(0)
    await tab.goto('about:blank')
    ent.setFate('kept')
    await tab.addInitScript(`const now = Date.now; Date.now = () => now() + ${seconds * 1000}`)
    await tab.goto(ent.setMarked('/apres', {}))
    const [marker] = await ent.expectCounted(1)
    expect((marker?.age ?? -1) / 1000).toBeGreaterThanOrEqual(least)
    expect((marker?.age ?? -1) / 1000).toBeLessThanOrEqual(most)
  })

  it('does not go back in time with a clock that is set back while the page is open', async ({ ent, tab }) => {
    await tab.goto(ent.setMarked('/accueil', {}))
    ent.setFate({ status: 503 })
    await tab.evaluate("mesure.clic({ service: 'NOTES' })")
    await expect.poll(() => ent.posted.length).toBe(1)
    ent.setFate('kept')
    await tab.evaluate('{ const now = Date.now; Date.now = () => now() - 3600e3 }')
    const [marker] = await ent.expectCounted(1)
    expect(marker?.age).toBeGreaterThanOrEqual(1_000)
    expect(marker?.age).toBeLessThan(60_000)
  })
})
