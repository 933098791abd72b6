// The server of pages and of their API, on the real embedded engine.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TABLEAUX } from '../dashboards/definition/tableaux.ts'
import { couleursDe } from '../dashboards/pages/couleurs.ts'
import { buildWeb } from '../dashboards/web.ts'
import { select } from '../schema/store.ts'
import { APPAREILS, NAVIGATEURS, PROFILS, REJETS, SERVICES, SYSTEMES } from '../schema/vocabulary.ts'
import { COQUELICOTS, GRAND_PRE, openUsage, READ, type Usage } from './usage.ts'

let usage: Usage
beforeAll(async () => {
  usage = await openUsage()
})
afterAll(() => usage?.close())

/** French spaces before signs and in numbers, made plain. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')
const get = async (path: string) => {
  const response = await usage.web.inject(path)
  expect(response.statusCode, response.body).toBe(200)
  return plain(response.body)
}

describe('a dashboard', () => {
  it.each(TABLEAUX.map(({ id, titre, panneaux }) => [id, titre, panneaux] as const))(
    '%s reads without script: its title, each panel with its question, its definition and its CSV',
    async (id, titre, panneaux) => {
      const page = await get(`/tableau/${id}${id === 'etablissement' ? `?uai=${GRAND_PRE}` : ''}`)
      if (id !== 'etablissement') expect(page).toContain(`${titre}</h1>`)
      for (const panneau of panneaux) {
        expect(page).toContain(`id="${panneau.id}-titre">${panneau.titre}</h2>`)
        expect(page).toMatch(new RegExp(`/tableau/${id}/${panneau.id}\\.csv`))
      }
      expect(page.match(/ title="CSV pour tableur en français : virgule décimale/g)).toHaveLength(panneaux.length)
      expect(page).not.toContain('n’ont pas pu être calculés')
      expect(page.match(/<summary>Définition<\/summary><p>[A-ZÉ]/g)).toHaveLength(panneaux.length)
      expect(page).not.toMatch(/ style="|<style|undefined|NaN|\[object/)
    },
  )

  it('shows the last complete week beside the one before, and says what may change', async () => {
    const page = await get('/tableau/vue-ensemble')
    expect(page).toContain('Semaine du 16 novembre 2026')
    expect(page).toContain('+558,3 % sur la période précédente (12)')
    expect(page).toContain('pas de chiffre l’an dernier')
    expect(page).toContain('Semaine du 23 novembre 2026 (provisoire)')
    expect(page).toContain('jours clos jusqu’au 22 novembre 2026')
    // A name may have a comma.
    expect(page).toMatch(/Non marqués : Absences ; (.+ ; )?Documentation, CDI ; /)
  })

  it('never prints a hidden cell, on the page, in the CSV or by the API', async () => {
    const query = `?code_departement=095&du=${READ}&au=${READ}`
    const table = (await get(`/tableau/vue-ensemble${query}`)).split('<caption>Visites par profil</caption>')[1] ?? ''
    expect(table).toContain('<td class="nombre">&lt; 5</td>')
    const csv = await get(`/tableau/vue-ensemble/visites-profils.csv${query}`)
    expect(csv).toContain(`${READ};0;ENSEIGNANT;Enseignants;;;;< 5\r\n`)
    const { lignes } = JSON.parse(await get(`/api/profils${query}`))
    expect(lignes.find(({ profil }: { profil: string }) => profil === 'ENSEIGNANT')).toMatchObject({
      visites: null,
      utilisateurs: null,
    })
  })

  it('gives as CSV what its view says, whole', async () => {
    const csv = (await get(`/tableau/etablissements/liste.csv?du=${READ}&au=${READ}`)).split('\r\n').slice(0, -1)
    const rows = await usage.view('etablissements', { du: READ, au: READ })
    expect(csv).toHaveLength(1 + rows.length)
    expect(csv[0]).toBe(`\ufeff${Object.keys(rows[0] as object).join(';')}`)
    expect(csv.find((line) => line.includes(GRAND_PRE as string))).toContain(';12 33;')
    expect(csv.find((line) => line.includes(GRAND_PRE as string))).toMatch(/;15,068\d+;/)
  })

  it('obeys its filters, which its links keep', async () => {
    const page = await get(`/tableau/etablissements?projet=ENT95&code_departement=095&genre=mois`)
    expect(page).toContain(
      `href="/tableau/etablissement?genre=mois&amp;code_departement=095&amp;uai=${COQUELICOTS}&amp;projet=ENT95"`,
    )
    expect(page).toContain('<option value="ENT95" selected>')
    expect(page).not.toContain('Essai-les-Bois</td>')
    const school = await get(`/tableau/etablissement?uai=${GRAND_PRE}`)
    expect(school).toContain('École primaire fictive du Grand Pré</h1>')
  })

  const panel = (page: string, id: string): string =>
    page.split(`<section id="${id}"`)[1]?.split('</section>')[0] as string

  it('says of each panel which period it shows, and which filters it does not obey', async () => {
    const page = await get('/tableau/vue-ensemble?profil=ELEVE&service=ACCUEIL')
    for (const id of ['chiffres', 'services', 'services-profils'])
      expect(panel(page, id), id).toContain('<p class="periode">Semaine du 16 novembre 2026</p>')
    expect(panel(page, 'visites-profils')).not.toContain('class="periode"')
    const ignored = (id: string) => /class="hors-filtre">Ici, (.*?) : /.exec(panel(page, id))?.[1]
    expect(['chiffres', 'visites-profils', 'services', 'services-profils'].map(ignored)).toEqual([
      'tous les profils et tous les services',
      'tous les services',
      'tous les profils',
      undefined,
    ])
    expect(await get('/tableau/vue-ensemble')).not.toContain('hors-filtre')
    expect(panel(await get('/tableau/qualite?code_departement=095'), 'rejets')).toContain('tous les départements')
  })

  it('draws a name in one colour, in both of its drawings and in both of its scopes', async () => {
    const colours = (html: string) =>
      Object.fromEntries(
        [...html.matchAll(/fill="var\((--artwork[^)]*)\)"\/><\/svg>([^<]*)/g)].map(([, c, name]) => [name, c]),
      )
    const places = await get('/tableau/departements')
    const rates = colours(panel(places, 'evolution'))
    expect(Object.keys(rates)).toContain('Yvelines')
    expect(colours(panel(places, 'visites'))).toMatchObject(rates)
    const all = colours(panel(await get('/tableau/vue-ensemble'), 'visites-profils'))
    for (const uai of [GRAND_PRE, COQUELICOTS])
      for (const [name, colour] of Object.entries(
        colours(panel(await get(`/tableau/etablissement?uai=${uai}`), 'profils')),
      ))
        expect([name, colour]).toEqual([name, all[name]])
    const labels = await select<{ libelle: string }>(
      usage.store,
      "SELECT libelle FROM libelle WHERE dimension IN ('profil', 'appareil')",
    )
    for (const { libelle } of labels) expect(couleursDe([libelle, 'A']).get('A'), libelle).toBeGreaterThan(3)
  })

  it('by day, says which of the week: a Saturday stands beside a Friday', async () => {
    const page = await get('/tableau/vue-ensemble?genre=jour&du=2026-11-16&au=2026-11-20')
    expect(panel(page, 'chiffres')).toContain('Vendredi 20 novembre 2026')
  })

  it('keeps the place of a week in which nobody came', async () => {
    const drawn = panel(await get(`/tableau/etablissement?uai=${COQUELICOTS}`), 'profils')
    expect(drawn).toMatch(/Semaine du 23 novembre 2026 \(provisoire\)<\/th><td class="nombre">0<\/td>/)
    expect(drawn).not.toContain('Semaine du 9 novembre')
  })

  it('of a school shows nothing that is not its own', async () => {
    const none = await get('/tableau/etablissement')
    expect(none).toContain('Quel établissement ?')
    expect(none).not.toContain('<section')
    expect(await get('/tableau/etablissement?uai=951234a')).toContain('Pas d’établissement 0951234A')
    expect(await get(`/tableau/etablissement?uai=${GRAND_PRE?.toLowerCase()}`)).toContain('du Grand Pré</h1>')
  })

  it('of a school has its name as title, and leads back to where it is', async () => {
    const ecole = `/tableau/etablissement?uai=${GRAND_PRE}&genre=mois`
    const lieux = (page: string) =>
      [...(page.match(/<nav class="lieux".*?<\/nav>/s)?.[0] ?? '').matchAll(/href="(.*?)"/g)].map(([, lien = '']) =>
        lien.replaceAll('&amp;', '&'),
      )
    const page = await get(ecole)
    expect(page).toContain('<title>École primaire fictive du Grand Pré –')
    const [academie, ...listes] = lieux(page)
    expect(academie).toMatch(/^\/tableau\/departements\?genre=mois&code_academie=\d+$/)
    expect(listes).toHaveLength(3)
    for (const lien of listes) {
      expect(lien).toMatch(/^\/tableau\/etablissements\?genre=mois&code_academie=\d+&code_departement=095/)
      expect(await get(lien)).toContain('École primaire fictive du Grand Pré</a>')
    }
    const commune = new URLSearchParams(listes[2]).get('code_commune')
    expect(lieux(await get(`${ecole}&code_commune=${commune}`))).toEqual([academie, ...listes])
  })

  it('of a school says how many came each week, whatever is hidden of its profils', async () => {
    const week = `uai=${GRAND_PRE}&du=${READ}&au=${READ}`
    const page = await get(`/tableau/etablissement?${week}`)
    expect(panel(page, 'profils')).toContain('class="nombre">Enseignants</th>')
    expect(panel(page, 'profils')).toContain('&lt; 5')
    const [ecole] = await usage.view('etablissements', { uai: GRAND_PRE, du: READ, au: READ })
    expect(panel(page, 'visites-an-dernier')).toContain(`<td class="nombre">${ecole?.visites}</td>`)
    expect(panel(page, 'utilisateurs')).toContain(`<td class="nombre">${ecole?.utilisateurs}</td>`)
  })

  it('writes the French of the page, and leaves to files of data what the directory writes', async () => {
    const [page, csv] = await Promise.all(
      ['', '/liste.csv'].map((suite) => get(`/tableau/etablissements${suite}?du=${READ}&au=${READ}`)),
    )
    expect(page).toContain('<td>École élémentaire</td>')
    expect(page).not.toContain('Ecole')
    expect(csv).toContain('Ecole élémentaire')
    const tous = (nom: string) => page?.match(new RegExp(`id="f-${nom}"><option value="" selected>(.*?)<`))?.[1]
    expect([tous('code_academie'), tous('code_departement'), tous('code_commune')]).toEqual([
      'Toutes',
      'Tous',
      'Toutes',
    ])
    const { body } = await usage.web.inject('/tableau/vue-ensemble')
    expect(body).toContain('Quels services sont utilisés\u00a0?</p>')
  })

  it('takes days in any order, and says which whole periods they hold', async () => {
    const days = (page: string) => [...page.matchAll(/type="date".*? value="(.*?)"/g)].map(([, day]) => day)
    expect(days(await get('/tableau/projets?du=2026-11-30&au=2026-11-02'))).toEqual(['2026-11-02', '2026-11-30'])
    expect(await get('/tableau/projets?genre=mois&du=2026-10-15&au=2026-12-02')).toContain(
      'périodes entières : novembre 2026 à décembre 2026.',
    )
    expect(await get('/tableau/projets?genre=mois&du=2026-11-15&au=2026-11-20')).toContain('aucun ne commence')
    expect(await get('/tableau/projets?du=2026-11-17&au=2026-11-22')).toContain('aucune ne commence')
    expect(await get('/tableau/projets?genre=annee&du=2026-01-01&au=2026-11-22')).toContain(
      'périodes entières : année scolaire 2026-2027.',
    )
    expect(await get('/tableau/projets?genre=mois&du=2026-11-01')).not.toContain('périodes entières')
  })

  it('names the territory of its report', async () => {
    expect(await get('/tableau/projets?code_departement=095')).toContain('Rapport du mois : département Val-d&#39;Oise')
    expect(await get(`/tableau/etablissement?uai=${GRAND_PRE}`)).toContain(
      'Rapport du mois : établissement École primaire fictive du Grand Pré',
    )
    const both = await get('/tableau/etablissements?code_departement=095&projet=ENT95&degre=1')
    expect(both).toMatch(/Rapport du mois : département Val-d&#39;Oise ou projet [^<]+<\/summary>/)
    expect(both).toContain(
      'Un rapport est de tout un territoire, ou de tout un projet : il ne suit pas le filtre « Degré ».',
    )
    expect(await get('/tableau/etablissements?code_departement=095')).not.toContain('Un rapport est de')
  })

  it('takes any filter for what it is, and a wrong one for none', async () => {
    for (const query of [
      `projet=${encodeURIComponent(`'; DROP TABLE visit --`)}`,
      `uai=${encodeURIComponent('"><script>alert(1)</script>')}`,
      'genre=siecle&du=hier&au=2026-13-45&degre=9',
      `du=2027-01-01&au=${READ}`,
      `code_commune=${'x'.repeat(5000)}`,
    ]) {
      const page = await get(`/tableau/vue-ensemble?${query}`)
      expect(page).not.toContain('<script>alert')
      expect(page).not.toContain('n’ont pas pu être calculés')
    }
    expect(await select(usage.store, 'SELECT count() > 0 AS kept FROM visit')).toEqual([{ kept: 1 }])
  })

  it('says what to do when the filters leave nothing', async () => {
    const nobody = '/tableau/vue-ensemble?projet=PERSONNE&du=1999-01-01&au=1999-02-01'
    expect(await get(nobody)).toContain('Aucune visite ne répond à ces filtres')
    expect(panel(await get(nobody), 'ministere')).toContain('Rien à montrer')
    expect(panel(await get('/tableau/vue-ensemble'), 'ministere')).toContain('Aucun fichier du ministère')
  })
})

it('every code of the vocabulary has a French name', async () => {
  const labels = await select<{ dimension: string; code: string }>(usage.store, 'SELECT dimension, code FROM libelle')
  const codes = (dimension: string) =>
    labels.flatMap((label) => (label.dimension === dimension ? [label.code] : [])).sort()
  expect(codes('profil')).toEqual([...PROFILS])
  expect(codes('service')).toEqual([...SERVICES].sort())
  expect(codes('appareil')).toEqual([...APPAREILS].sort())
  expect(codes('os')).toEqual([...SYSTEMES].sort())
  expect(codes('navigateur')).toEqual([...NAVIGATEURS].sort())
  expect(codes('verdict')).toEqual([...REJETS].sort())
  const families = await select<{ service: string }>(usage.store, 'SELECT service FROM famille ORDER BY service')
  expect(families.map(({ service }) => service)).toEqual([...SERVICES].sort())
})

describe('the server of pages', () => {
  it('shows the ledger, and leads to it', async () => {
    expect((await usage.web.inject('/registre')).headers.location).toBe('/tableau/exploitation#registre-projets')
    const page = await get('/tableau/exploitation')
    expect(page).toContain('Le registre est clos : tout marqueur reçu est compté')
    expect(page).toMatch(/<td>Service inconnu : 2<\/td>/)
  })

  it('sends figures again only when they changed', async () => {
    const { headers } = await usage.web.inject('/api/fraicheur')
    const again = await usage.web.inject({
      url: '/api/fraicheur',
      headers: { 'if-none-match': headers.etag as string },
    })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })

  it('lets nothing of another site in, and compresses what is large', async () => {
    const page = await usage.web.inject({ url: '/tableau/vue-ensemble', headers: { 'accept-encoding': 'gzip' } })
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'self';/)
    expect(page.headers['content-security-policy']).not.toMatch(/unsafe|http/)
    expect(page.headers['content-encoding']).toBe('gzip')
    const style = await usage.web.inject({
      url: '/dsfr/core/core.main.min.css',
      headers: { 'accept-encoding': 'gzip' },
    })
    expect(style.headers).toMatchObject({ 'content-encoding': 'gzip', 'cache-control': 'public, max-age=86400' })
  })

  it('asked without a secret by a name that is not this machine’s, answers with a sentence and nothing else', async () => {
    const ask = (host: string, url: string) => usage.web.inject({ url, headers: { host } })
    for (const host of ['piege.exemple.fr', 'localhost.exemple.fr', '192.0.2.7:8081', '127.0.0.1.exemple.fr'])
      for (const url of [
        '/tableau/vue-ensemble',
        '/api/registre',
        '/rapports/',
        '/metrics',
        '/page.css',
        '/nulle-part',
      ]) {
        const refused = await ask(host, url)
        expect([refused.statusCode, refused.body], `${host} ${url}`).toEqual([
          403,
          expect.stringMatching(/^Ces pages sont ouvertes sans secret : elles ne répondent qu’aux noms .*ACCES\.\n$/),
        ])
      }
    for (const host of ['localhost', 'LOCALHOST:8081', '127.0.0.1:8081', '127.1.2.3', '[::1]:8081'])
      expect((await ask(host, '/api/fraicheur')).statusCode, host).toBe(200)
  })

  it('answers a mistake with a sentence in French', async () => {
    const unknown = await usage.web.inject('/api/visites')
    expect([unknown.statusCode, unknown.json()]).toEqual([404, { erreur: "Cette adresse n'existe pas." }])
    const read = await usage.web.inject({ url: '/tableau/visites', headers: { accept: 'text/html' } })
    expect(read.statusCode).toBe(404)
    expect(read.body).toContain('Page introuvable')
    expect(read.body).toContain('href="/tableau/projets"')
  })

  it('reads the ledger once for all who ask for it meanwhile', async () => {
    let read = 0
    const web = await buildWeb({
      stores: [usage.store],
      ledger: () => {
        read += 1
        return usage.ledger()
      },
      fraicheur: usage.engine.fraicheur,
      now: () => 0,
      logger: false,
    })
    const ask = async () => (await web.inject('/api/registre')).json().ferme
    expect(await Promise.all(Array.from({ length: 20 }, ask))).toEqual(Array(20).fill(true))
    expect(read).toBe(1)
    expect([await ask(), read]).toEqual([true, 2])
    await web.close()
  })

  it('says that figures could not be computed, without saying how the inside is made', async () => {
    const broken = await buildWeb({
      stores: [usage.store],
      ledger: () => Promise.reject(new Error('Table mesure.recu is broken')),
      fraicheur: usage.engine.fraicheur,
      now: () => 0,
      logger: false,
    })
    const response = await broken.inject('/api/registre')
    expect(response.statusCode).toBe(500)
    expect(response.json()).toEqual({ erreur: expect.stringMatching(/^Ces chiffres n'ont pas pu être calculés/) })
    await broken.close()
  })
})
