// Publishing: a closed month is the same for ever or says what changed, months come by themselves, and whoever reads the
// pages gets the same report.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { composeReport } from '../dashboards/rapport/compose.ts'
import type { Figures } from '../dashboards/rapport/figures.ts'
import { writeReport } from '../dashboards/rapport/files.ts'
import { type Rapport, rapport } from '../dashboards/rapport/model.ts'
import { monthsDue, publishDue, readWanted } from '../dashboards/rapport/publish.ts'
import { publish, published } from '../dashboards/rapport/registry.ts'
import type { ReportsOptions } from '../dashboards/rapport/serve.ts'
import { findTerritory } from '../dashboards/rapport/territory.ts'
import { buildWeb } from '../dashboards/web.ts'
import { FORMATS } from '../dashboards/words.ts'
import { Unusable } from '../schema/folder.ts'
import { NOW, openInstall } from './helper.ts'
import { inventedFigures } from './invented-figures.ts'

let install: Awaited<ReturnType<typeof openInstall>>
const folder = mkdtempSync(join(tmpdir(), 'mesure-publication-'))
beforeAll(async () => {
  install = await openInstall()
})
afterAll(async () => {
  await install.close()
  rmSync(folder, { recursive: true, force: true })
})

const DATING = {
  chiffres: '2026-11-03T05:12:00.000Z',
  definitions: '3fa9c1d2',
  commande: 'mesure rapport --mois 2026-10 --territoire academie:25',
}
const reportOf = (figures: Figures, chiffres = DATING.chiffres): Rapport =>
  rapport.parse(composeReport(figures, { ...DATING, chiffres }))
/** The same month with more visits in one school, as late markers make it. */
const later = (figures: Figures, more: number): Figures => ({
  ...figures,
  synthese: figures.synthese.map((row) => (row.debut === figures.mois ? { ...row, visites: row.visites + more } : row)),
  etablissements: figures.etablissements.map((row, i) => (i === 3 ? { ...row, visites: row.visites + more } : row)),
})
const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ')

describe('a closed month', () => {
  const figures = inventedFigures()
  const first = reportOf(figures)

  it('published again is the report that was published, whenever it is asked for', async () => {
    expect(await publish(install.store, first, NOW)).toEqual(first)
    const again = await publish(install.store, reportOf(figures, '2027-01-15T08:00:00.000Z'), NOW + 1e9)
    expect(again).toEqual(first)
    const [one, two] = [join(folder, 'one'), join(folder, 'two')]
    await writeReport(one, first, FORMATS)
    await writeReport(two, again, FORMATS)
    for (const name of readdirSync(one).filter((name) => !name.endsWith('_csv')))
      expect(readFileSync(join(one, name)).equals(readFileSync(join(two, name))), name).toBe(true)
  })

  it('that late markers changed is a revision, which says by how much and why', async () => {
    await install.store.command({ query: "INSERT INTO jour_reconstruit VALUES ('2026-10-12', 21, 0, now64(3))" })
    const second = await publish(install.store, reportOf(later(figures, 9), '2026-12-01T09:00:00.000Z'), NOW)
    expect(second).toMatchObject({ revision: 2, chiffres: '2026-12-01T09:00:00.000Z' })
    expect(second.empreinte).not.toBe(first.empreinte)
    const [{ changements = [], causes = [] } = {}] = second.revisions
    expect(plain(changements.join('\n'))).toMatch(/^Visites du mois : \d+ \d+ au lieu de \d+ \d+ \(\+9\)\.$/m)
    expect(plain(changements.join('\n'))).toContain('1 établissement avec d’autres visites : ')
    expect(plain(changements.join('\n'))).toContain('Tableaux changés : « Fréquentation, mois par mois »')
    expect(plain(causes.join('\n'))).toBe(
      'Cause : 21 marqueurs de ce mois reçus ou donnés en retard depuis le 3 novembre 2026 à 06 h 12.',
    )
    const method = JSON.stringify(second.sections.at(-1))
    expect(method).toContain('Révision 2')
    expect(method).toContain('au lieu de')
  })

  it('is kept in each of its revisions', async () => {
    const of = { niveau: 'academie', code: '25', mois: '2026-10' } as const
    expect(await published(install.store, of, 1)).toEqual(first)
    expect((await published(install.store, of, 2))?.revision).toBe(2)
    expect(await published(install.store, of, 3)).toBeNull()
  })

  it('says that reference data changed it, when that is why', async () => {
    await install.importText(
      'effectifs',
      readFileSync(join(import.meta.dirname, 'fixtures', 'effectifs-ecoles.csv'), 'utf8'),
    )
    const changed = later(figures, 9)
    const third = await publish(
      install.store,
      reportOf({ ...changed, etablissements: changed.etablissements.slice(1) }),
      NOW,
    )
    expect(third.revision).toBe(3)
    expect(third.revisions.map(({ revision }) => revision)).toEqual([2, 3])
    const last = third.revisions[1]
    expect(plain(last?.changements.join('\n') ?? '')).toContain('1 établissement de moins dans la liste.')
    expect(plain(last?.causes.join('\n') ?? '')).toMatch(
      /^Cause : données de référence importées depuis .* : les effectifs\.$/,
    )
  })

  it('that only refused markers changed says that they are that, and not that its definitions are', async () => {
    await install.store.command({
      query:
        "INSERT INTO recu (projet, recu, jour, verdict, champ, n) VALUES ('ENT95', '2026-10-13', '2026-10-13', 'robot', '', 3)",
    })
    const figures = inventedFigures({ seed: 9 })
    const of = { ...reportOf(figures), code: '24' }
    await publish(install.store, of, NOW)
    await install.store.command({
      query:
        "INSERT INTO recu (projet, recu, jour, verdict, champ, n) VALUES ('ENT95', '2026-10-14', '2026-10-14', 'robot', '', 3)",
    })
    const [row] = figures.rejets
    const more = { ...figures, rejets: [...figures.rejets, ...(row === undefined ? [] : [{ ...row, n: 3 }])] }
    const [{ causes = [] } = {}] = (await publish(install.store, { ...reportOf(more), code: '24' }, NOW)).revisions
    expect(causes.map(plain)).toEqual([
      'Cause : 3 marqueurs de plus au registre de ce mois depuis le 3 novembre 2026 à 06 h 12, rejetés.',
    ])
  })

  it('is not kept while it is not closed', async () => {
    const running = inventedFigures({ provisoire: true, seed: 5 })
    const made = reportOf(running)
    expect(made.provisoire).toBe(true)
    expect(await publish(install.store, made, NOW)).toEqual(made)
    expect(await publish(install.store, reportOf(later(running, 3)), NOW)).toMatchObject({ revision: 1, revisions: [] })
  })
})

const small = mkdtempSync(join(tmpdir(), 'mesure-small-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', small]).status === 0
afterAll(() => {
  if (mounted) spawnSync('umount', [small])
  rmSync(small, { recursive: true, force: true })
})
it.skipIf(!mounted)('a disk that is too small keeps what was there, and no part of what did not fit', async () => {
  const first = reportOf(inventedFigures({ schools: 2 }))
  await writeReport(small, first, ['json'])
  const [name = ''] = readdirSync(small)
  await expect(
    writeReport(small, reportOf(inventedFigures({ schools: 900 })), ['json', 'xlsx', 'csv']),
  ).rejects.toThrow(/ne s'écrit pas \(ENOSPC\) : vérifiez le dossier et la place/)
  expect(readdirSync(small)).toEqual([name])
  expect(JSON.parse(readFileSync(join(small, name), 'utf8'))).toEqual(first)
})

describe('reports that come by themselves', () => {
  const place = join(folder, 'published')

  it('are those of the last months that are closed', () => {
    expect(monthsDue('2026-11-22')).toEqual(['2026-10-01', '2026-09-01', '2026-08-01'])
    expect(monthsDue('2026-11-30')).toEqual(['2026-11-01', '2026-10-01', '2026-09-01'])
    expect(monthsDue(null)).toEqual([])
  })

  it('are written once, with a page and a feed; a revision comes beside the first', async () => {
    const said: string[] = []
    const asked: string[] = []
    let figures = inventedFigures()
    const make = async ({ mois, territoire }: { mois: string; territoire: string }) => {
      asked.push(`${territoire} ${mois}`)
      if (mois !== '2026-10') throw new Unusable(`Aucune visite en ${mois}.`)
      return reportOf(figures)
    }
    const wanted = { territoires: ['academie:25'], formats: ['json', 'csv'] as ('json' | 'csv')[] }
    const months = ['2026-10-01', '2026-09-01']
    expect(await publishDue(place, wanted, months, make, (sentence) => said.push(sentence))).toHaveLength(1)
    expect(asked).toEqual(['academie:25 2026-10', 'academie:25 2026-09'])
    expect(said).toEqual(['Aucune visite en 2026-09.'])
    expect(await publishDue(place, wanted, months, make, () => {})).toEqual([])
    figures = later(figures, 4)
    const changed = { ...reportOf(figures), revision: 2 }
    await publishDue(
      place,
      wanted,
      ['2026-10-01'],
      async () => changed,
      () => {},
    )
    expect(readdirSync(place).sort()).toEqual([
      'flux.xml',
      'index.html',
      'rapport_2026-10_academie-de-versailles.json',
      'rapport_2026-10_academie-de-versailles_csv',
      'rapport_2026-10_academie-de-versailles_revision-2.json',
      'rapport_2026-10_academie-de-versailles_revision-2_csv',
      'rapports.css',
      'rapports.json',
    ])
    const page = readFileSync(join(place, 'index.html'), 'utf8')
    for (const [, href = ''] of page.matchAll(/href="([^"]+)"/g))
      expect(existsSync(join(place, decodeURIComponent(href))), href).toBe(true)
    expect(page).toContain('révision 2')
    const feed = readFileSync(join(place, 'flux.xml'), 'utf8')
    expect(feed.match(/<entry>/g)).toHaveLength(2)
    expect(feed).toContain(changed.empreinte)
    expect(feed).toContain('<updated>2026-11-03T05:12:00.000Z</updated>')
  })

  it('are told apart by territory and revision, though their figures are the same', async () => {
    const twice = join(folder, 'twice')
    const wanted = { territoires: ['academie:25', 'france'], formats: ['json'] as 'json'[] }
    const made = reportOf(inventedFigures())
    let revision = 1
    const make = async ({ territoire }: { territoire: string }) =>
      territoire === 'france'
        ? { ...made, niveau: 'france' as const, code: '', territoire: 'France', revision }
        : { ...made, revision }
    for (revision of [1, 3]) await publishDue(twice, wanted, ['2026-10-01'], make, () => {})
    expect(readdirSync(twice).filter((name) => /^rapport_/.test(name))).toEqual([
      'rapport_2026-10_academie-de-versailles.json',
      'rapport_2026-10_academie-de-versailles_revision-3.json',
      'rapport_2026-10_france.json',
      'rapport_2026-10_france_revision-3.json',
    ])
    const ids = readFileSync(join(twice, 'flux.xml'), 'utf8').match(/<id>urn:sha256:.*<\/id>/g)
    expect(new Set(ids).size).toBe(4)
  })

  it('are asked for by a file that is checked', () => {
    const file = join(folder, 'rapports.json')
    expect(readWanted(file)).toBeNull()
    writeFileSync(file, '{"territoires": ["academie:Versailles"]}')
    expect(readWanted(file)).toEqual({ territoires: ['academie:Versailles'], formats: [...FORMATS] })
    for (const wrong of [
      '{',
      '{"territoires": []}',
      '{"territoires": ["x"], "format": ["pdf"]}',
      '{"territoires": ["x"], "formats": ["doc"]}',
    ]) {
      writeFileSync(file, wrong)
      expect(() => readWanted(file)).toThrow(/rapports\.json n’est pas compris/)
    }
  })
})

const openPages = (make: ReportsOptions['make']) =>
  buildWeb({
    stores: [install.store],
    ledger: install.ledger,
    now: () => 0,
    fraicheur: install.engine.fraicheur,
    reports: { folder: join(folder, 'published'), make },
    logger: false,
  })

describe('the pages', () => {
  it('give a report in each format, the schema of its JSON, and the published ones', async () => {
    const made = reportOf(inventedFigures())
    const web = await openPages(async ({ mois }) => {
      if (mois !== '2026-10') throw new Unusable('Aucune visite en août.')
      return made
    })
    const get = (query: string) => web.inject(`/rapport?${query}`)
    const json = await get('mois=2026-10&territoire=academie:25&format=json')
    expect(json.json()).toEqual(made)
    expect(json.headers['content-disposition']).toBe(
      'attachment; filename="rapport_2026-10_academie-de-versailles.json"',
    )
    const pdf = await get('mois=2026-10&territoire=academie:25')
    expect(pdf.headers['content-type']).toBe('application/pdf')
    expect(pdf.rawPayload.subarray(0, 8).toString()).toBe('%PDF-1.7')
    const xlsx = await get('mois=2026-10&territoire=academie:25&format=xlsx')
    expect(Object.keys(unzipSync(xlsx.rawPayload))).toContain('xl/worksheets/sheet2.xml')
    const csv = unzipSync((await get('mois=2026-10&territoire=academie:25&format=csv')).rawPayload)
    expect(Object.keys(csv)).toContain('rapport_2026-10_academie-de-versailles_csv/tableur/etablissements.csv')
    expect(await get('mois=2026-08&territoire=academie:25')).toMatchObject({
      statusCode: 404,
      body: 'Aucune visite en août.',
    })
    expect((await get('mois=2026-08')).statusCode).toBe(400)
    expect((await web.inject('/api/rapport.schema.json')).json()).toHaveProperty('properties.tables')
    const index = (await web.inject('/rapports/')).body
    expect(index).toContain('<h1>Rapports mensuels</h1>')
    expect(index).toContain('<a href="/">Revenir aux tableaux de bord</a>')
    // A copy of the folder has no dashboards around it.
    expect(readFileSync(join(folder, 'published', 'index.html'), 'utf8')).not.toContain('href="/')
    expect((await web.inject('/rapports/flux.xml')).statusCode).toBe(200)
    await web.close()
  })
})

it('a folder of reports that is told from the current one, as ./data is by default, is served', async () => {
  const web = await buildWeb({
    stores: [install.store],
    ledger: install.ledger,
    now: () => 0,
    fraicheur: install.engine.fraicheur,
    reports: {
      folder: relative(process.cwd(), join(folder, 'told')),
      make: () => Promise.reject(new Error('not asked')),
    },
    logger: false,
  })
  expect((await web.inject('/rapports/')).body).toContain('<h1>Rapports mensuels</h1>')
  await web.close()
})

it('a PDF of the whole country is not drawn by the server of pages, which says where to have it; its workbook is', async () => {
  const made = reportOf(inventedFigures({ schools: 8_001 }))
  const web = await openPages(async () => made)
  const get = (format: string) => web.inject(`/rapport?mois=2026-10&territoire=france&format=${format}`)
  const refused = await get('pdf')
  expect([refused.statusCode, refused.body]).toEqual([413, expect.stringMatching(/^Ce PDF aurait plus de trois cents/)])
  expect((await get('xlsx')).statusCode).toBe(200)
  await web.close()
})

describe('reports asked for at once', () => {
  it('are made one at a time, once for all who ask for the same, and so many wait: the others are told to come back', async () => {
    const asked: string[] = []
    let finish = () => {}
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    const made = reportOf(inventedFigures())
    const web = await openPages(async ({ territoire }) => {
      asked.push(territoire)
      await finished
      return made
    })
    const places = Array.from({ length: 20 }, (_, n) => `departement:${n}`)
    // Asked at once: fastify's own promise begins when it is waited for.
    const ask = async (territoire: string) =>
      await web.inject(`/rapport?mois=2026-10&territoire=${territoire}&format=json`)
    const answering = [...places, ...places].map(ask)
    await Promise.all(answering.filter((_, n) => n % 20 >= 8))
    expect(asked).toEqual(places.slice(0, 1))
    finish()
    const answers = await Promise.all(answering)
    expect(asked).toEqual(places.slice(0, 8))
    const served = places.map((_, n) => (n < 8 ? 200 : 503))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([...served, ...served])
    expect(answers.at(-1)).toMatchObject({ headers: { 'retry-after': '30' }, body: expect.stringMatching(/réessayez/) })
    expect((await ask('departement:19')).statusCode).toBe(200)
    await web.close()
  })
})

describe('a territory', () => {
  beforeAll(async () => {
    const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8')
    await install.importAnnuaireCsv(fixture('annuaire-2026.csv'))
    await install.importText('projets', fixture('projets.json'))
  })

  it('is found by its code as people write it, or by its name', async () => {
    const find = (typed: string) => findTerritory(install.store, typed)
    expect(await find('france')).toMatchObject({ niveau: 'france', portee: {} })
    const [academie] = await install.store
      .query({
        query:
          "SELECT code_academie AS code, academie AS nom, code_departement, departement, uai FROM ecole WHERE code_academie != '' ORDER BY uai LIMIT 1",
        format: 'JSONEachRow',
      })
      .then((result) => result.json<Record<string, string>>())
    const { code = '', nom = '', code_departement = '', departement = '', uai = '' } = academie ?? {}
    for (const typed of [code, nom, nom.toUpperCase()])
      expect(await find(`academie:${typed}`)).toMatchObject({ code, portee: { code_academie: code } })
    for (const typed of [code_departement, code_departement.replace(/^0/, ''), departement.toLowerCase()])
      expect(await find(`departement:${typed}`)).toMatchObject({ code: code_departement })
    expect(await find(`etablissement:${uai.toLowerCase()}`)).toMatchObject({ portee: { uai }, code_academie: code })
  })

  it('that nobody knows is refused with those that look like it', async () => {
    const refusal = (typed: string) =>
      findTerritory(install.store, typed).then(
        () => '',
        (error) => error.message,
      )
    const [{ nom = '' } = {}] = await install.store
      .query({
        query: "SELECT academie AS nom FROM ecole WHERE academie != '' ORDER BY uai LIMIT 1",
        format: 'JSONEachRow',
      })
      .then((result) => result.json<Record<string, string>>())
    expect(await refusal(`academie:${nom.slice(0, -1)}z`)).toContain(nom)
    expect(await refusal('ville:Cergy')).toMatch(/--territoire doit être france, ou academie:…/)
    expect(await refusal('academie:')).toMatch(/--territoire doit être/)
    expect(await refusal('departement:qqqqqqqqqqqq')).toMatch(/Rien ne lui ressemble parmi les \d+ connus/)
  })
})
