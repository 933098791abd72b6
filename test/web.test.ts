// The indicators of the first page and the server that answers them, on the real embedded engine.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildWeb } from '../dashboards/web.ts'
import { select } from '../schema/store.ts'
import { PROFILS, REJETS, SERVICES } from '../schema/vocabulary.ts'
import { BEFORE, openWeeks, READ, RUNNING } from './weeks.ts'

let weeks: Awaited<ReturnType<typeof openWeeks>>
beforeAll(async () => {
  weeks = await openWeeks()
})
afterAll(() => weeks?.close())

const rows = async (path: string): Promise<Record<string, unknown>[]> => {
  const response = await weeks.web.inject(`/api/${path}`)
  expect(response.statusCode, response.body).toBe(200)
  return response.json().lignes
}
const inWeek = (lines: Record<string, unknown>[], semaine: string) => lines.filter((line) => line.semaine === semaine)

describe('indicators', () => {
  it('counts visits by profil, AUTRE only beside the published four, and the total', async () => {
    const lines = inWeek(await rows('visites_semaine_profil'), READ)
    expect(Object.fromEntries(lines.map(({ profil, visites }) => [profil, visites]))).toEqual({
      AUTRE: 1,
      ELEVE: 220,
      ENSEIGNANT: 40,
      PARENT: 139,
      TOTAL: 400,
    })
    expect(lines.find(({ profil }) => profil === 'ELEVE')?.libelle).toBe('Élèves')
  })

  it('holds a school active from 5 users of its projets together, seen from one visit', async () => {
    const lines = await rows('ecoles_semaine')
    expect(lines).toEqual([
      { semaine: BEFORE, ecoles_vues: 1, ecoles_actives: 1 },
      { semaine: READ, ecoles_vues: 4, ecoles_actives: 2 },
      { semaine: RUNNING, ecoles_vues: 1, ecoles_actives: 1 },
    ])
  })

  it('gives each service its share of all visits, and 0 to a service that was not used', async () => {
    const lines = inWeek(await rows('services_semaine'), READ)
    expect(lines).toHaveLength(SERVICES.length)
    expect(lines.find(({ service }) => service === 'ACCUEIL')).toEqual({
      semaine: READ,
      service: 'ACCUEIL',
      libelle: 'Accueil',
      visites: 206,
      part_visites: 206 / 400,
    })
    expect(lines.find(({ service }) => service === 'NOTES')).toMatchObject({ visites: 0, part_visites: 0 })
  })

  it('gives départements their deployment of the week: open public écoles whose convention has come', async () => {
    const lines = await rows('departements_semaine')
    expect(inWeek(lines, READ)).toEqual([
      {
        semaine: READ,
        code_departement: '078',
        departement: 'Yvelines',
        visites: 100,
        ecoles_actives: 1,
        ecoles_vues: 1,
        ecoles_en_projet: 0,
        ecoles_publiques: 0,
        taux_deploiement: null,
        classe_deploiement: null,
      },
      {
        semaine: READ,
        code_departement: '095',
        departement: "Val-d'Oise",
        visites: 300,
        ecoles_actives: 1,
        ecoles_vues: 3,
        ecoles_en_projet: 2,
        ecoles_publiques: 3,
        taux_deploiement: 2 / 3,
        classe_deploiement: 'entre 50 et 90 %',
      },
    ])
    expect(inWeek(lines, BEFORE)).toMatchObject([{ ecoles_en_projet: 1, classe_deploiement: 'entre 20 et 50 %' }])
  })

  it('divides the visits of a projet by the pupils of the schools whose headcount is known, in both terms', async () => {
    const lines = inWeek(await rows('projets_semaine'), READ)
    expect(lines.find(({ projet }) => projet === 'ENT95')).toEqual({
      semaine: READ,
      projet: 'ENT95',
      libelle: "Écoles du Val-d'Oise",
      visites: 340,
      ecoles_actives: 1,
      ecoles_vues: 4,
      ecoles_declarees: 1,
      ecoles_hors_perimetre: 3,
      visites_pour_100_eleves: (100 * 280) / 200,
      ecoles_sans_effectif: 2,
    })
    expect(lines.find(({ projet }) => projet === 'COL78')?.visites_pour_100_eleves).toBeNull()
    expect(lines.find(({ projet }) => projet === 'VILLE')).toMatchObject({ visites: 0, ecoles_declarees: 1 })
  })

  it('answers within the scope asked for', async () => {
    const of = async (path: string) => inWeek(await rows(path), READ)
    expect(await of('ecoles_semaine?projet=COL78')).toEqual([{ semaine: READ, ecoles_vues: 1, ecoles_actives: 0 }])
    expect(await of('ecoles_semaine?code_departement=095')).toEqual([
      { semaine: READ, ecoles_vues: 3, ecoles_actives: 1 },
    ])
    expect(await of('departements_semaine?projet=ENT95&code_departement=095')).toMatchObject([
      { visites: 300, ecoles_en_projet: 1, ecoles_publiques: 3 },
    ])
    expect(await of('projets_semaine?code_departement=078')).toMatchObject([
      { projet: 'COL78', visites: 60 },
      { projet: 'ENT95', visites: 40, ecoles_declarees: 0, ecoles_hors_perimetre: 1 },
      { projet: 'VILLE', visites: 0 },
    ])
    expect(await rows('ecoles_semaine?semaines=1')).toMatchObject([{ semaine: RUNNING }])
    expect(await rows("ecoles_semaine?projet=' OR 1=1 --")).toEqual([])
  })

  it('names every code of the vocabulary in French', async () => {
    const labels = await select<{ dimension: string; code: string }>(weeks.store, 'SELECT dimension, code FROM libelle')
    const codes = (dimension: string) =>
      labels
        .filter((label) => label.dimension === dimension)
        .map(({ code }) => code)
        .sort()
    expect(codes('profil')).toEqual([...PROFILS])
    expect(codes('service')).toEqual([...SERVICES].sort())
    const { MOTIFS } = await import(new URL('../dashboards/page/vocabulary.js', import.meta.url).href)
    expect(Object.keys(MOTIFS)).toEqual([...REJETS])
  })
})

describe('the server of pages', () => {
  it('keeps the last 14 days of the ledger', async () => {
    const lines = await rows('registre')
    expect(lines.map(({ jour }) => jour)).toEqual(weeks.ledger.lignes.slice(6).map(({ jour }) => jour))
  })

  it('sends figures again only when they changed', async () => {
    const { headers } = await weeks.web.inject('/api/fraicheur')
    const again = await weeks.web.inject({
      url: '/api/fraicheur',
      headers: { 'if-none-match': headers.etag as string },
    })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })

  it('lets nothing of another site in, and compresses what is large', async () => {
    const page = await weeks.web.inject('/')
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'self';/)
    expect(page.headers['content-security-policy']).not.toMatch(/unsafe|http/)
    const style = await weeks.web.inject({
      url: '/dsfr/core/core.main.min.css',
      headers: { 'accept-encoding': 'gzip' },
    })
    expect(style.headers).toMatchObject({ 'content-encoding': 'gzip', 'cache-control': 'public, max-age=86400' })
  })

  it('answers a mistake with a sentence in French', async () => {
    const unknown = await weeks.web.inject('/api/visites')
    expect([unknown.statusCode, unknown.json()]).toEqual([404, { erreur: "Cette adresse n'existe pas." }])
    const wrong = await weeks.web.inject('/api/ecoles_semaine?departement=095')
    expect([wrong.statusCode, wrong.json().erreur]).toEqual([400, expect.stringContaining('code_departement')])
  })

  it('says that figures could not be computed, without saying how the inside is made', async () => {
    const ledger = () => Promise.reject(new Error('Table mesure.recu is broken'))
    const broken = await buildWeb({
      store: weeks.store,
      ledger,
      fraicheur: async () => weeks.fraicheur,
      logger: false,
    })
    const response = await broken.inject('/api/registre')
    expect(response.statusCode).toBe(500)
    expect(response.json()).toEqual({ erreur: expect.stringMatching(/^Ces chiffres n'ont pas pu être calculés/) })
    await broken.close()
  })
})

describe('the week that the page reads', () => {
  it.each([
    ['is under way until its Sunday is over', '2026-11-22T22:59:00Z', '2026-11-19', 'enCours'],
    ['may still change on the Monday after', '2026-11-23T07:00:00Z', '2026-11-19', 'provisoire'],
    ['is closed with its last day', '2026-11-25T09:00:00Z', '2026-11-22', 'close'],
    ['is under way as long as nothing was processed', null, null, 'enCours'],
  ])('%s', async (_sentence, completJusqua, joursClos, state) => {
    const { weekState } = await import(new URL('../dashboards/page/weeks.js', import.meta.url).href)
    expect(weekState(READ, { completJusqua, joursClos })).toBe(state)
  })
})
