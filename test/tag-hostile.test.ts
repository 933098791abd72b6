// Pages that are strict, wrong or unlucky: the tag never throws into them, asks nothing of their policy, loses nothing.
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { buildTag } from '../collector/tag/build.ts'
import { noBrowser } from './browser.ts'
import { documentOf, ELEVE, type Fate, freeClaims, it, openDevice, waitingOn } from './ent.ts'

describe.skipIf(noBrowser !== undefined)('in a page', () => {
  it("that holds to script-src 'self', an integrity and Trusted Types, it breaks no rule and adds one name", async ({
    ent,
    tab,
    errors,
  }) => {
    const { text, integrity } = buildTag()
    ent.setPage('/tag.v1.js', text)
    ent.setPage(
      '/controle.js',
      "document.addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective));" +
        'window.before = Object.getOwnPropertyNames(window)',
    )
    const attributes = { ...ELEVE, service: 'ACCUEIL', collecteur: `${ent.collector}/`, spa: '' }
    const tag = ent
      .script(attributes)
      .replace(`${ent.collector}/tag.js`, '/tag.v1.js')
      .replace('<script', `<script integrity="${integrity}" crossorigin="anonymous"`)
    const policy =
      `default-src 'none'; script-src 'self'; connect-src ${ent.collector}; base-uri 'none'; img-src data:; ` +
      "require-trusted-types-for 'script'; trusted-types 'none'"
    ent.setPage('/strict', documentOf(`<script src="/controle.js"></script>${tag}<a href="#">Aide</a>`), policy)
    await tab.goto(`${ent.site}/strict`)
    await tab.click('a')
    await ent.expectCounted(1)
    const added = await tab.evaluate('Object.getOwnPropertyNames(window).filter((name) => !before.includes(name))')
    expect(added).toEqual(['before', 'mesure'])
    expect(await tab.evaluate("document.querySelectorAll('style, link[rel=stylesheet], [style]').length")).toBe(0)
    expect(errors).toEqual([])
  })

  it('that hands answers to the panel of who installs it, it asks for verdicts', async ({ ent, tab }) => {
    await tab.addInitScript(
      "window.heard = []; document.addEventListener('mesure:verdict', ({ detail }) => heard.push(detail))",
    )
    await tab.goto(ent.setMarked('/recette', { service: 'NOTES', verdict: '' }))
    await ent.expectCounted(1)
    expect(await tab.evaluate('heard')).toMatchObject([{ markers: [{ action: 'page', service: 'NOTES' }] }])
  })

  const NAMES = [
    'projet',
    'uai',
    'profil',
    'visiteur',
    'service',
    'outil',
    'page',
    'spa',
    'gpc',
    'collecteur',
    'plateforme',
  ]

  it('whose attributes are anything, it never throws', async ({ ent, tab, errors }) => {
    const attributes = fc.dictionary(fc.constantFrom(...NAMES), fc.oneof(fc.string({ unit: 'binary' }), fc.string()))
    const cases = fc.sample(attributes, { numRuns: 80, seed: 4 })
    ent.setPage('/vide', documentOf('<button>Clic</button>'))
    // Several tags a page, each a new one, as if its page were; and a new page before they are many.
    const put = (values: Record<string, string>) =>
      tab.evaluate(`new Promise((done) => {
        delete window.mesure
        const values = ${JSON.stringify(values)}
        const script = Object.assign(document.createElement('script'), { src: '${ent.collector}/tag.js' })
        const button = document.querySelector('button')
        Object.assign(script.dataset, values)
        Object.assign(button.dataset, values)
        script.onload = () => {
          button.click()
          history.pushState({}, '', '/vide?' + Math.random())
          done()
        }
        document.body.append(script)
      })`)
    for (const [i, values] of cases.entries()) {
      if (i % 8 === 0) await tab.goto(`${ent.site}/vide`)
      await put(values)
    }
    await tab.waitForTimeout(300)
    expect(errors).toEqual([])
  })

  it('whose calls are given anything, it never throws', async ({ ent, tab, errors }) => {
    await tab.goto(ent.setMarked('/appels', { service: 'ACCUEIL' }))
    const values = fc.sample(fc.anything({ withBigInt: false, withNullPrototype: true }), { numRuns: 300, seed: 4 })
    const wild = `[undefined, null, NaN, 1n, Symbol('x'), () => {}, window, document, history, new Proxy({}, { get() { throw 1 } }),
      { get service() { throw new Error('x') } }, { service: { toString() { throw 1 } } }, { service: Symbol('x') },
      { visiteur: 12 }, { page: 'x'.repeat(1e6) }, Object.freeze({}), [[[]]], new Date(NaN), { visiteur: { toString: null } }]`
    const text = JSON.stringify(values.map((value) => JSON.stringify(value) ?? null))
    const thrown = await tab.evaluate(`(() => {
      const thrown = []
      for (const value of [...${wild}, ...${text}.map((json) => JSON.parse(json))])
        for (const name of ['page', 'clic', 'opposition', 'perdus'])
          for (const given of [[value], [{ service: value, outil: value, visiteur: value, page: value }], [], [value, value]])
            try { mesure[name](...given) } catch (error) { thrown.push(name + ' ' + error) }
      return thrown })()`)
    expect(thrown).toEqual([])
    await tab.waitForTimeout(300)
    expect(errors).toEqual([])
  })

  it('whose storage was written by something else, it reads what it can and goes on', async ({ ent, tab, errors }) => {
    ent.setPage('/vide', documentOf(''))
    await tab.goto(`${ent.site}/vide`)
    await tab.evaluate(`['', '{', 'null', '[]', '5', '{"marker":{}}', '{"marker":{"id":"x"},"context":5}', '{"marker":{"id":"6"}}']
      .forEach((text, i) => { localStorage['mesure:' + i] = text })
      localStorage['mesure.pause'] = 'demain'; localStorage['mesure.perdus'] = '{}'; localStorage['mesure:x'] = '{"marker":{"id":"x"},"at":"hier"}'`)
    await tab.goto(ent.setMarked('/accueil', { service: 'ACCUEIL' }))
    await expect.poll(async () => (await ent.counted()).filter(({ projet }) => projet === 'ENT95').length).toBe(1)
    expect(await waitingOn(tab)).toEqual([])
    expect(errors).toEqual([])
  })

  it('seen a thousand times through failures at random, it makes a thousand markers, each once', {
    timeout: 240_000,
  }, async ({ ent, browser }) => {
    const random = fc.sample(fc.integer({ min: 0, max: 99 }), { numRuns: 4_000, seed: 4 })
    const FATES: Record<number, Fate> = { 0: { status: 503 }, 1: { status: 429, retryAfter: 1 }, 2: 'reset', 3: 'lost' }
    let turn = 0
    ent.setFate(() => FATES[(random[turn++ % random.length] as number) % 25] ?? 'kept')
    const VIEWS = 1_000
    // What leaves with a page waits until its claim ends, and these leave at once: on one device, more would wait than a
    // device keeps, which is 500.
    const DEVICES = 2
    const TABS = 2
    const FRAMES = 25
    ent.setMarked('/accueil', { service: 'ACCUEIL' })
    // Pages within a page are as many, share the device as tabs do, and load faster.
    ent.setPage('/portail', documentOf('<iframe src="/accueil"></iframe>'.repeat(FRAMES)))
    const suite = ent.setMarked('/suite', {})
    const devices = await Promise.all(Array.from({ length: DEVICES }, () => openDevice(browser)))
    const tabs = await Promise.all(devices.flatMap(({ openTab }) => Array.from({ length: TABS }, openTab)))
    await Promise.all(
      tabs.map(async (tab) => {
        for (let view = 0; view < VIEWS / FRAMES / tabs.length; view++) await tab.goto(`${ent.site}/portail`)
      }),
    )
    ent.setFate('kept')
    for (const tab of tabs) await tab.close()
    // What the tabs left behind goes with the next page of the device.
    for (const { openTab } of devices) {
      const next = await openTab()
      await next.goto(suite)
      const left = async () => {
        await freeClaims(next)
        await next.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        return waitingOn(next)
      }
      await expect.poll(left, { timeout: 60_000, interval: 500 }).toEqual([])
      expect(await next.evaluate('mesure.perdus()')).toBe(0)
    }
    expect(await ent.counted()).toHaveLength(VIEWS)
  })
})
