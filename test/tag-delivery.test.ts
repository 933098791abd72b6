// Nothing is lost and nothing counts twice, whatever becomes of the network, the collector, the tab and the storage.
import { describe, expect } from 'vitest'
import { noBrowser } from './browser.ts'
import { type Ent, freeClaims, it, waitingOn } from './ent.ts'

describe.skipIf(noBrowser !== undefined)('a marker', () => {
  const idsOf = (ent: Ent) =>
    ent.posted.map((body) => JSON.parse(body).markers.map((marker: { id: string }) => marker.id))

  it('is sent again with its id after 503, 429, a cut connection and an answer that was lost', async ({
    ent,
    tab,
    errors,
  }) => {
    ent.setFates({ status: 503, retryAfter: 1 }, { status: 429, retryAfter: 1 }, 'reset', 'lost')
    await tab.clock.install()
    await tab.goto(ent.setMarked('/accueil', { service: 'ACCUEIL' }))
    const underWay = new Set<unknown>()
    tab.on('request', (request) => underWay.add(request))
    tab.on('requestfinished', (request) => underWay.delete(request))
    tab.on('requestfailed', (request) => underWay.delete(request))
    // Answers come in real time, waits do not: the longest of these is 16 s, twice for its jitter. None passes while an answer is
    // awaited, nor 20 s at once: a busy machine would have the tag give the answer up, and send a copy more.
    const settled = async () => {
      for (const wait of [8000, 8000, 8000, 8000]) {
        await expect.poll(() => underWay.size).toBe(0)
        await tab.clock.runFor(wait)
      }
      return waitingOn(tab)
    }
    await expect.poll(settled, { timeout: 50_000, interval: 150 }).toEqual([])
    await ent.expectCounted(1)
    expect(await ent.markers()).toHaveLength(2)
    // The browser itself may send again what a cut connection took.
    expect(ent.posted.length).toBeGreaterThanOrEqual(4)
    expect(new Set(idsOf(ent).flat()).size).toBe(1)
    expect(errors).toEqual([])
  })

  it('waits as long as a 429 asks, in the next pages and other tabs too', async ({ ent, tab, openTab }) => {
    ent.setFates({ status: 429, retryAfter: 60 })
    await tab.goto(ent.setMarked('/accueil', { service: 'ACCUEIL' }))
    await expect.poll(() => ent.posted.length).toBe(1)
    await tab.goto(ent.setMarked('/notes', { service: 'NOTES' }))
    const other = await openTab()
    await other.goto(`${ent.site}/accueil`)
    await ent.expectCounted(0)
    expect(ent.posted).toHaveLength(1)
    await other.evaluate("localStorage.removeItem('mesure.pause')")
    await other.goto(`${ent.site}/notes`)
    await ent.expectCounted(4)
  })

  it('is not sent again when it is refused for good, and is counted as lost', async ({ ent, tab }) => {
    ent.setFates({ status: 413 })
    await tab.goto(ent.setMarked('/accueil', { service: 'ACCUEIL' }))
    await expect.poll(() => tab.evaluate('mesure.perdus()')).toBe(1)
    expect(await waitingOn(tab)).toEqual([])
    await tab.reload()
    await ent.expectCounted(1)
    expect(ent.posted).toHaveLength(2)
  })

  it('stays on the device when something else than the collector answers that all is well', async ({ ent, tab }) => {
    ent.setFates({ status: 200 })
    await tab.goto(ent.setMarked('/accueil', { service: 'ACCUEIL' }))
    await ent.expectCounted(1)
    expect(ent.posted).toHaveLength(2)
  })

  it('does not wait for ever for an answer', async ({ ent, tab }) => {
    ent.setFates('hang')
    await tab.clock.install()
    await tab.goto(ent.setMarked('/accueil', { service: 'ACCUEIL' }))
    await expect.poll(() => ent.posted.length).toBe(1)
    await tab.clock.runFor(19_000)
    expect(ent.posted).toHaveLength(1)
    await tab.clock.runFor(2_000)
    await new Promise((done) => setTimeout(done, 100))
    await tab.clock.runFor(2_000)
    await ent.expectCounted(1)
    expect(ent.posted).toHaveLength(2)
  })

  it('leaves with a tab that is closed at once, or with the next page', async ({ ent, openTab }) => {
    const url = ent.setMarked('/accueil', { service: 'ACCUEIL' })
    for (let views = 0; views < 10; views++) {
      const tab = await openTab()
      await tab.goto(url, { waitUntil: 'commit' })
      await tab.evaluate('window.mesure || new Promise((done) => { document.onreadystatechange = done })')
      await tab.close({ runBeforeUnload: views % 2 === 0 })
    }
    await expect.poll(async () => (await ent.counted()).length).toBeGreaterThan(0)
    const tab = await openTab()
    await tab.goto(url)
    await freeClaims(tab)
    await tab.reload()
    await ent.expectCounted(12)
  })

  it('waits offline, and leaves in batches with its age when the network is back', async ({ ent, tab, device }) => {
    await tab.goto(ent.setMarked('/accueil', {}))
    await device.setOffline(true)
    await tab.evaluate(`for (let i = 0; i < 250; i++) mesure.clic({ service: 'NOTES', page: 'p' + i })`)
    await expect.poll(() => waitingOn(tab)).toHaveLength(250)
    // A morning and two nights later, less a minute. A sending that is failing meanwhile writes its markers as it read
    // them, so this is done until nothing is left to do.
    const grownOld = () =>
      tab.evaluate(`Object.keys(localStorage).filter((key) => key.startsWith('mesure:')).filter((key) => {
        const entry = JSON.parse(localStorage[key])
        if (entry.at < Date.now() - 47 * 3600e3) return false
        localStorage[key] = JSON.stringify({ ...entry, at: entry.at - 48 * 3600e3 + 60e3 })
        return true
      }).length`)
    await expect.poll(grownOld).toBe(0)
    await device.setOffline(false)
    const markers = await ent.expectCounted(250)
    for (const { age } of markers) expect(age).toSatisfy((ms: number) => ms > 47.9 * 3600e3 && ms <= 48 * 3600e3)
    expect(new Set(markers.map(({ page }) => page)).size).toBe(250)
    expect(Math.max(...idsOf(ent).map((batch) => batch.length))).toBe(100)
  })

  it('is the oldest to go when too many wait, and its loss is counted', async ({ ent, tab, device }) => {
    await tab.goto(ent.setMarked('/accueil', {}))
    await device.setOffline(true)
    await tab.evaluate(`(async () => { for (let i = 0; i < 520; i++) {
      mesure.clic({ service: 'NOTES', page: 'p' + i })
      if (i % 20 === 0) await new Promise((done) => setTimeout(done, 5)) } })()`)
    await expect.poll(() => waitingOn(tab)).toHaveLength(500)
    expect(await tab.evaluate('mesure.perdus()')).toBe(20)
    await device.setOffline(false)
    const markers = await ent.expectCounted(500)
    expect(markers.some(({ page }) => page === 'p0')).toBe(false)
    expect(markers.some(({ page }) => page === 'p519')).toBe(true)
  })

  it('travels in bodies that the collector and the browser take, whatever its letters', async ({ ent, tab }) => {
    await tab.goto(ent.setMarked('/accueil', {}))
    ent.setFate({ status: 503 })
    await tab.evaluate(`(async () => { for (const letter of ['é', '字', '\\u0001', '\\ud800', '"'])
      for (let i = 0; i < 60; i++) mesure.clic({ service: 'NOTES', plateforme: letter.repeat(300), page: letter.repeat(300) }) })()`)
    ent.setFate('kept')
    await tab.evaluate("localStorage.removeItem('mesure.pause')")
    await tab.reload()
    await ent.expectCounted(300)
    for (const body of ent.posted) expect(Buffer.byteLength(body)).toBeLessThan(64 * 1024)
  })
})
