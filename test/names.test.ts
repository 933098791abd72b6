// What is read is a name; its code stays within reach.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openUsage, type Usage } from './usage.ts'

let usage: Usage
beforeAll(async () => {
  usage = await openUsage()
})
afterAll(() => usage?.close())

const get = async (path: string) => (await usage.web.inject(path)).body
const panel = (page: string, id: string): string =>
  page.split(`<section id="${id}"`)[1]?.split('</section>')[0] as string
const NAME = 'ENT fictif des écoles du Val-d&#39;Oise'

it('a projet is read by its name, wherever it is compared, and its code stands in a column', async () => {
  const projets = await get('/tableau/projets')
  const [drawn, listed] = [panel(projets, 'profils'), panel(projets, 'services')]
  expect(drawn).toContain(`<th scope="row">${NAME}</th>`)
  expect(drawn).not.toContain('>ENT95<')
  expect(listed).toContain(`<th scope="row">${NAME}</th><td>ENT95</td>`)
  const qualite = await get('/tableau/qualite')
  for (const id of ['projets', 'rejets']) {
    expect(panel(qualite, id), id).toContain(NAME)
    expect(panel(qualite, id), id).toContain('<td>ENT95</td>')
  }
  expect(await get('/tableau/exploitation')).toContain(`<td>${NAME}</td><td>ENT95</td>`)
  expect(panel(await get('/tableau/etablissements'), 'liste')).toContain(`<td>non</td><td>${NAME}</td>`)
  expect(await get('/tableau/projets/profils.csv')).toContain(';ENT95;ENT fictif')
})

it('two projets of one name are told apart, and one that the registry forgot is read by its code', async () => {
  const names = async () =>
    [...new Set((await usage.view('projets_profils')).map(({ nom_projet }) => nom_projet))].sort()
  await usage.store.command({
    query:
      "INSERT INTO projet SELECT * REPLACE ('Mon ENT' AS libelle, now64(3) AS importe) FROM projet FINAL WHERE projet IN ('ENT95', 'ENT78-92')",
  })
  expect(await names()).toEqual(['Mon ENT (ENT78-92)', 'Mon ENT (ENT95)'])
  expect((await usage.view('projets', { projet: 'ENT95' }))[0]).toMatchObject({ libelle: 'Mon ENT (ENT95)' })
  await usage.store.command({ query: "DELETE FROM projet WHERE projet = 'ENT95'" })
  expect(await names()).toEqual(['ENT95', 'Mon ENT'])
})

it('a file without a row has the columns that it would have', async () => {
  const header = async (path: string) => (await get(path)).split('\r\n')[0]
  expect(await header('/tableau/usages/annotations.csv')).toMatch(/^\ufeffid;du;au;titre;texte;/)
  for (const path of ['projets/services.csv', 'vue-ensemble/periode.csv', 'etablissements/liste.csv'])
    expect(await header(`/tableau/${path}?du=1999-01-04&au=1999-01-10`), path).toBe(await header(`/tableau/${path}`))
})
