// Annotating from the page: as a form without script, with its refusals; then in a real browser, by keyboard.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { annotate } from '../dashboards/annotation.ts'
import { buildWeb, type WebOptions } from '../dashboards/web.ts'
import { noBrowser, openBrowser, openPage } from './browser.ts'
import { COQUELICOTS, GRAND_PRE, openUsage, type Usage } from './usage.ts'

let usage: Usage
beforeAll(async () => {
  usage = await openUsage()
})
afterAll(() => usage?.close())

const NOW = '2026-11-25T14:00:00Z'
const OURS = { host: 'localhost', 'sec-fetch-site': 'same-origin' }
const FORM = 'Ajouter une annotation'

const post = (
  fields: Record<string, string>,
  { query = '', headers = OURS as Record<string, string>, web = usage.web } = {},
) =>
  web.inject({
    method: 'POST',
    url: `/annotations${query}`,
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  })
/** French spaces before signs made plain. */
const page = async (url: string) => (await usage.web.inject(url)).body.replaceAll('\u00a0', ' ')
const listed = async (): Promise<string> => {
  let text = ''
  await annotate(usage.store, ['lister'], {}, 0, (said) => {
    text += said
  })
  return text
}
/** The same pages, served otherwise. */
const serve = (options: Partial<WebOptions>) =>
  buildWeb({
    stores: [usage.store],
    ledger: usage.ledger,
    fraicheur: usage.engine.fraicheur,
    now: () => Date.parse(NOW),
    logger: false,
    ...options,
  })

describe('an annotation of the page', () => {
  it('is added where the filters are, seen at once, corrected, and taken back', async () => {
    const query = '?code_departement=095&projet=ENT95'
    const form = await page(`/tableau/usages${query}`)
    expect(form).toContain('<option value="departement:095" selected>')
    expect(form).toContain(`action="/annotations${query.replace('&', '&amp;')}#annoter-erreurs"`)
    const added = await post(
      { du: '2026-11-16', titre: 'Défi <lecture> & « écriture »', territoire: 'departement:095', projet: 'ENT95' },
      { query },
    )
    expect([added.statusCode, added.headers.location]).toEqual([303, `/tableau/usages${query}&fait=ajout#annoter`])
    const shown = await page(added.headers.location as string)
    expect(shown).toContain('L’annotation est ajoutée.')
    expect(shown).toContain('<td>Défi &lt;lecture&gt; &amp; « écriture »</td>')
    expect(shown).toContain("<td>Val-d'Oise</td>".replace("'", '&#39;'))
    expect(await usage.view('annotations', { uai: COQUELICOTS as string })).toMatchObject([{ lieu: "Val-d'Oise" }])
    expect(await usage.view('annotations', { code_departement: '078' })).toEqual([])
    expect(await page(`/tableau/vue-ensemble${query}`)).toContain(
      '<li><strong>1</strong> 16 novembre 2026, Val-d&#39;Oise : Défi &lt;lecture&gt; &amp; « écriture »</li>',
    )
    expect(await listed()).toBe('1  2026-11-16  projet_local  Défi <lecture> & « écriture »  departement:095  ENT95\n')

    const edited = await page(`/tableau/usages${query}&annotation=1`)
    expect(edited).toContain('<input type="hidden" name="id" value="1">')
    expect(edited).toContain('name="titre" maxlength="80" required value="Défi &lt;lecture&gt; &amp; « écriture »"')
    const corrected = await post({
      id: '1',
      du: '2026-11-16',
      au: '2026-11-20',
      titre: 'Défi lecture',
      type: 'accompagnement',
      uai: GRAND_PRE as string,
    })
    expect(corrected.headers.location).toBe('/tableau/usages?fait=correction#annoter')
    expect(await listed()).toBe(
      `1  2026-11-16 → 2026-11-20  accompagnement  Défi lecture  etablissement:${GRAND_PRE}\n`,
    )

    expect((await post({ id: '1', suppression: 'oui' })).headers.location).toBe(
      '/tableau/usages?fait=suppression#annoter',
    )
    expect(await listed()).toBe('Aucune annotation.\n')
    const gone = await post({ id: '1', du: '2026-11-16', titre: 'Défi lecture' })
    expect([gone.statusCode, gone.body]).toEqual([404, expect.stringContaining('quelqu’un l’a supprimée')])
  })

  it('that is wrong comes back as it was typed, each error beside its field', async () => {
    const typed = {
      du: '16/11',
      au: '2026-11-01',
      titre: '',
      texte: 'Avec le CDI',
      uai: '0950000X',
      territoire: 'departement:095',
      type: 'migration',
    }
    const refused = await post(typed)
    expect(refused.statusCode).toBe(422)
    expect(refused.body).toContain('<title>Erreur : Usages et pédagogie')
    for (const [field, sentence] of [
      ['du', '« Du » doit être une date'],
      ['titre', '« Ce qui s’est passé » doit dire en 80 signes'],
      ['uai', '« 0950000X » n’est pas un établissement connu'],
    ]) {
      expect(refused.body).toContain(`<li><a href="#a-${field}">${sentence}`)
      expect(refused.body).toContain(`id="a-${field}" aria-invalid="true" aria-describedby="a-${field}-erreur"`)
      expect(refused.body).toContain(`id="a-${field}-erreur">${sentence}`)
    }
    expect(refused.body).toContain('value="Avec le CDI"')
    expect(refused.body).toContain('value="0950000X"')
    expect(refused.body).toContain('<option value="migration" selected>')
    expect(refused.body).toContain('<option value="departement:095" selected>')
    expect((await post({ ...typed, du: '2026-11-16', titre: 'x', uai: '' })).body).toContain(
      '« Au » (2026-11-01) vient avant « Du »',
    )
    expect(await listed()).toBe('Aucune annotation.\n')
  })

  it.each([
    ['another site', { host: 'localhost', 'sec-fetch-site': 'cross-site' }],
    ['a sister site', { host: 'localhost', 'sec-fetch-site': 'same-site' }],
    ['another origin', { host: 'localhost', origin: 'https://ailleurs.exemple.fr' }],
    ['an origin that is kept secret', { host: 'localhost', origin: 'null' }],
    ['nobody says where', { host: 'localhost' }],
    ['a name that another site had point here', { host: 'piege.exemple.fr', origin: 'http://piege.exemple.fr' }],
    ['a proxy that asks for no secret', { ...OURS, 'x-forwarded-for': '192.0.2.1' }],
  ])('is refused by a sentence when it comes from %s', async (_where, headers) => {
    const refused = await post({ du: '2026-11-16', titre: 'x' }, { headers: headers as Record<string, string> })
    expect([refused.statusCode, refused.body]).toEqual([403, expect.stringMatching(/^[A-Z].*\.\n?$/)])
    expect(await listed()).toBe('Aucune annotation.\n')
  })

  it('is offered to nobody where nothing may be written', async () => {
    const readonly = await serve({})
    expect((await readonly.inject('/tableau/usages')).body).not.toContain(FORM)
    const refused = await post({ du: '2026-11-16', titre: 'x' }, { web: readonly })
    expect([refused.statusCode, refused.body]).toEqual([403, expect.stringContaining('lecture seule')])
    await readonly.close()
    expect((await usage.web.inject('/tableau/vue-ensemble')).body).not.toContain(FORM)
  })

  it('is offered everywhere to whoever gave the secret', async () => {
    const guarded = await serve({ annotations: usage.store, access: 'sésame' })
    const given = { host: 'mesure.exemple.fr', authorization: `Basic ${Buffer.from('x:sésame').toString('base64')}` }
    expect((await guarded.inject({ url: '/tableau/usages', headers: given })).body).toContain(FORM)
    const fields = { du: '2026-11-16', titre: 'Avec le secret' }
    const sent = (headers: Record<string, string>) => post(fields, { web: guarded, headers })
    expect((await sent({ ...OURS, host: 'mesure.exemple.fr' })).statusCode).toBe(401)
    expect((await sent({ ...given, 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
    expect((await sent({ ...given, origin: 'https://mesure.exemple.fr' })).statusCode).toBe(303)
    expect(await listed()).toContain('Avec le secret')
    const [id = ''] = (await listed()).split(' ')
    await annotate(usage.store, ['supprimer', id], {}, 0, () => {})
    await guarded.close()
  })

  it('that is not the form’s is refused', async () => {
    expect((await post({ id: 'toutes', titre: 'x' })).statusCode).toBe(400)
    expect((await post({ titre: 'x'.repeat(20_000) })).statusCode).toBe(413)
  })
})

if (noBrowser !== undefined) console.warn(noBrowser)
describe.skipIf(noBrowser !== undefined)('the form in a browser', () => {
  const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  let browser: Browser
  let url: string
  beforeAll(async () => {
    browser = await openBrowser()
    url = await usage.web.listen({ host: '127.0.0.1', port: 0 })
  })
  afterAll(() => browser?.close())
  const failures = (page: Page) =>
    page.evaluate(
      `${AXE}; axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html.slice(0, 200)))`,
    )

  it.each([1280, 360])('is filled by keyboard at %i pixels, says what is wrong, then writes', async (width) => {
    await annotate(usage.store, ['ajouter'], { du: '2026-10-26', titre: 'Avant' }, Date.parse(NOW), () => {})
    const { page, errors } = await openPage(browser, { width, now: NOW })
    await page.goto(`${url}/tableau/usages?projet=ENT95`)
    await page.focus(`#annoter summary:has-text("${FORM}")`)
    await page.keyboard.press('Enter')
    await page.focus('#a-titre')
    await page.keyboard.type(`Défi lecture ${width}`)
    await page.keyboard.press('Enter')
    await page.waitForSelector('#annoter-erreurs:focus')
    expect(await page.inputValue('#a-titre')).toBe(`Défi lecture ${width}`)
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
    expect(await failures(page)).toEqual([])
    // What is refused is an answer too, that the console tells as an error.
    expect(errors.filter((error) => !error.includes('422'))).toEqual([])
    await page.click('#annoter-erreurs a')
    await page.waitForSelector('#a-du:focus')
    await page.fill('#a-du', '2026-11-16')
    await page.click('#annoter button:has-text("Enregistrer")')
    await page.waitForURL(/fait=ajout/)
    expect(await page.textContent('#annoter [role=status]')).toBe('L’annotation est ajoutée.')
    expect(await page.textContent('#annotations tbody')).toContain(`Défi lecture ${width}`)
    expect(await failures(page)).toEqual([])
    // By date, where by letters « 16 novembre » would come first.
    await page.click('#annotations thead button:has-text("Du")')
    expect(await page.textContent('#annotations tbody tr')).toContain('26 octobre 2026')
    await page.click('#annoter summary:has-text("Corriger ou supprimer")')
    await page.click(`#annoter a:has-text("Défi lecture ${width}")`)
    await page.click('#annoter button:has-text("Supprimer")')
    await page.waitForURL(/fait=suppression/)
    expect(await page.textContent('#annotations')).not.toContain(`Défi lecture ${width}`)
    await page.context().close()
  })
})
