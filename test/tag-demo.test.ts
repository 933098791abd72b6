// The invented ENT of the demonstration, in a real browser: its pages carry the real tag under a strict policy.
import { describe, expect } from 'vitest'
import { ent as demo } from '../collector/demo/ent.ts'
import { noBrowser } from './browser.ts'
import { it as inEnt } from './ent.ts'

const it = inEnt.override('also', () => demo)

describe.skipIf(noBrowser !== undefined)('the invented ENT', () => {
  it('counts the pages that an élève opens, days of the cahier de textes, resources and a third-party tool', async ({
    ent,
    tab,
    errors,
  }) => {
    await tab.goto(`${ent.collector}/ent/`)
    await ent.expectCounted(1)
    const [tool] = await Promise.all([tab.waitForEvent('popup'), tab.click('#calculo')])
    await tool.waitForLoadState()
    await ent.expectCounted(2)
    await tab.click('.services >> text=Cahier de textes')
    await ent.expectCounted(3)
    await tab.click('.jours >> text=Jeudi')
    expect(await tab.textContent('section:visible h2')).toBe('Jeudi')
    await ent.expectCounted(4)
    await tab.click('.services >> text=Médiathèque')
    await tab.click('text=Les moulins à eau')
    expect(await tab.textContent('#lecture')).toBe('« Les moulins à eau » est ouvert.')
    await tab.click('.personnes >> text=Parent')
    const markers = await ent.expectCounted(7)
    const said = markers.map(({ profil, action, service, outil }) => [profil, action, service, outil].join(' '))
    expect(said.sort()).toEqual([
      'ELEVE clic RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT CALCULO',
      'ELEVE clic RESSOURCE_DOCUMENTAIRE ',
      'ELEVE page ACCUEIL ',
      'ELEVE page CAHIER_TEXTES ',
      'ELEVE page CAHIER_TEXTES ',
      'ELEVE page RESSOURCE_MULTIMEDIA ',
      'PARENT page RESSOURCE_MULTIMEDIA ',
    ])
    expect(new Set(markers.map(({ visiteur }) => visiteur)).size).toBe(2)
    expect(errors).toEqual([])
  })

  it('lets a person be opposed to the measure, and the next one not', async ({ ent, tab }) => {
    await tab.goto(`${ent.collector}/ent/enseignant/messagerie`)
    await ent.expectCounted(1)
    await tab.click('#opposition')
    expect(await tab.getAttribute('#opposition', 'aria-pressed')).toBe('true')
    await tab.click('.services >> text=Accueil')
    await tab.waitForSelector('#opposition[aria-pressed=true]')
    await tab.click('.personnes >> text=Élève')
    await tab.waitForSelector('#opposition[aria-pressed=false]')
    const profils = (await ent.expectCounted(2)).map(({ profil }) => profil)
    expect(profils).toEqual(['ENSEIGNANT', 'ELEVE'])
  })

  it.for([1280, 360])(
    'is shown whole at %i pixels, and a page that it does not have is not found',
    async (width, { ent, tab, errors }) => {
      await tab.setViewportSize({ width, height: 800 })
      for (const page of ['accueil', 'messagerie', 'cahier-de-textes', 'cahier-de-textes/jeudi', 'mediatheque']) {
        await tab.goto(`${ent.collector}/ent/parent/${page}`)
        expect(await tab.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), page).toBe(true)
        expect(await tab.locator('main :visible').count(), page).toBeGreaterThan(5)
      }
      expect((await tab.goto(`${ent.collector}/ent/parent/notes`))?.status()).toBe(404)
      expect((await tab.goto(`${ent.collector}/ent/personne/accueil`))?.status()).toBe(404)
      expect(errors).toEqual([])
    },
  )
})
