// Reports on the real engine: the figures of known persons, months that change after they were published, questions that
// have no answer, and hidden cells that nothing else in a report gives away.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import type { FastifyBaseLogger } from 'fastify'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { publishReports } from '../cli/reports.ts'
import { readComparables } from '../dashboards/rapport/comparables.ts'
import { readFigures, readMonths } from '../dashboards/rapport/figures.ts'
import type { Cellule, Rapport, Table } from '../dashboards/rapport/model.ts'
import { makeReport, type Question } from '../dashboards/rapport/report.ts'
import { findTerritory } from '../dashboards/rapport/territory.ts'
import { buildWeb } from '../dashboards/web.ts'
import { openStore, select } from '../schema/store.ts'
import { PROFILS, type Profil, uaiLetter } from '../schema/vocabulary.ts'
import { NOW, openInstall, type Recorded } from './helper.ts'
import { annuaireCsv, ECOLE, PROJETS } from './schools.ts'

// A report asks some twenty-five views; a busy machine takes its time over each.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const UAIS = Array.from({ length: 7 }, (_, i) => `0950${100 + i}${uaiLetter(`0950${100 + i}`)}`)
const SERVICES = ['ACCUEIL', 'COURRIER_ELECTRONIQUE', 'CAHIER_TEXTES', 'STOCKAGE_PARTAGE', 'PAGE_ENT'] as const
const SEPTEMBER = ['2026-09-01', '2026-09-08', '2026-09-17']
const OCTOBER = ['2026-10-01', '2026-10-06', '2026-10-13', '2026-10-22']

type Person = { uai: string; profil: Profil; visiteur: string; visits: { jour: string; services: string[] }[] }

/** One request a visit, at a quarter past ten. */
const visitsOf = ({ uai, profil, visiteur, visits }: Person): Recorded[] =>
  visits.map(({ jour, services }) => ({
    received: `${jour}T08:15:00.000Z`,
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
    body: {
      v: 1,
      projet: 'ENT95',
      uai,
      profil,
      visiteur,
      markers: services.map((service, i) => ({
        id: `${visiteur}-${jour}-${service}`.padEnd(16, '0').slice(0, 36),
        age: 1000 * (services.length - i),
        action: 'page',
        service,
      })),
    },
  }))

const visits = fc.uniqueArray(
  fc.record({
    jour: fc.constantFrom(...SEPTEMBER, ...OCTOBER),
    services: fc.subarray([...SERVICES], { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 4, selector: ({ jour }) => jour },
)
/** Nobody, a few or a class of a profil: cells of every size, and schools that a profil never visits. */
const persons = fc.oneof(
  fc.constant([]),
  fc.array(visits, { minLength: 1, maxLength: 4 }),
  fc.array(visits, { minLength: 5, maxLength: 9 }),
)
const population = (seed: number): Person[] =>
  UAIS.flatMap((uai, school) =>
    PROFILS.flatMap((profil, p) =>
      fc
        .sample(persons, { numRuns: 1, seed: seed + school * PROFILS.length + p })
        .flatMap((all) => all.map((visits, i) => ({ uai, profil, visiteur: `${uai}-${profil}-${i}`, visits }))),
    ),
  )

let install: Awaited<ReturnType<typeof openInstall>>
const people = population(20_261_125)
beforeAll(async () => {
  install = await openInstall()
  await install.importAnnuaireCsv(annuaireCsv(UAIS.map((uai) => ({ ...ECOLE, uai }))))
  await install.importProjets([{ ...PROJETS[0], etablissements: UAIS, etablissementsTest: [] }])
  await install.collect(people.flatMap(visitsOf))
  await install.process()
})
afterAll(() => install.close())

const report = (question: Partial<Question>, now = NOW): Promise<Rapport> =>
  install.engine.reading(() =>
    makeReport(install.store, { mois: '2026-10', territoire: 'departement:95', ...question }, now),
  )
const tableIn = ({ tables }: Rapport, id: string): Table => tables.find((table) => table.id === id) as Table
/** Rows as objects. */
const rowsOf = ({ colonnes, lignes }: Table): Record<string, Cellule>[] =>
  lignes.map((ligne) => Object.fromEntries(colonnes.map(({ id }, i) => [id, ligne[i] ?? null])))
const inMonth =
  (mois: string) =>
  ({ visits }: Person) =>
    visits.filter(({ jour }) => jour.startsWith(mois))
const visitCount = (persons: readonly Person[], mois = '2026-10') =>
  persons.reduce((sum, person) => sum + inMonth(mois)(person).length, 0)
const userCount = (persons: readonly Person[], mois = '2026-10') =>
  persons.filter((person) => inMonth(mois)(person).length > 0).length

describe('a report', () => {
  it('has the visits and the persons of its month, in each school and in the whole', async () => {
    const made = await report({})
    expect(made).toMatchObject({ provisoire: false, revision: 1, territoire: 'Val-d’Oise (95)' })
    const months = rowsOf(tableIn(made, 'frequentation'))
    expect(months).toContainEqual(
      expect.objectContaining({ mois: '2026-10', visites: visitCount(people), utilisateurs: userCount(people) }),
    )
    expect(months).toContainEqual(
      expect.objectContaining({
        mois: '2026-09',
        visites: visitCount(people, '2026-09'),
        utilisateurs: userCount(people, '2026-09'),
      }),
    )
    const schools = rowsOf(tableIn(made, 'etablissements'))
    expect(schools.map(({ uai }) => uai).sort()).toEqual(UAIS)
    for (const { uai, visites, utilisateurs } of schools) {
      const own = people.filter((person) => person.uai === uai)
      expect({ uai, visites, utilisateurs }).toEqual({ uai, visites: visitCount(own), utilisateurs: userCount(own) })
    }
    expect(tableIn(made, 'etablissements').totaux.visites).toBe(visitCount(people))
  })

  it('is the same to the last character when a closed month is made again, whatever the day', async () => {
    const first = JSON.stringify(await report({}))
    expect(JSON.stringify(await report({}, NOW + 40 * 24 * 3600 * 1000))).toBe(first)
    await install.process()
    expect(JSON.stringify(await report({}))).toBe(first)
  })

  it('compares with what is counted of each of the same kind', async () => {
    const like = async (typed: string) => {
      const month = { genre: 'mois', du: '2026-10-01', au: '2026-10-01' }
      const rows = await readComparables(install.store, await findTerritory(install.store, typed), month)
      return rows.map(({ code, visites }) => [code, visites])
    }
    const counts = UAIS.map((uai) => [uai, visitCount(people.filter((person) => person.uai === uai))])
    expect((await like(`etablissement:${UAIS[0]}`)).sort()).toEqual(counts)
    expect(await like(`commune:${ECOLE.codeCommune}`)).toEqual([[ECOLE.codeCommune, visitCount(people)]])
    expect(await like('projet:ENT95')).toEqual([['ENT95', visitCount(people)]])
    expect(await like('departement:95')).toEqual([['095', visitCount(people)]])
    expect(await like('france')).toEqual([])
  })

  it('is provisional while its month runs', async () => {
    await install.collect(
      visitsOf({ ...(people[0] as Person), visits: [{ jour: '2026-11-24', services: ['ACCUEIL'] }] }),
    )
    await install.collect(
      visitsOf({ ...(people[1] as Person), visits: [{ jour: '2026-11-25', services: ['ACCUEIL'] }] }),
    )
    await install.process()
    const made = await report({ mois: '2026-11' })
    expect(made).toMatchObject({ provisoire: true, revision: 1, revisions: [] })
    const territoire = await findTerritory(install.store, 'departement:95')
    const measured = await readMonths(install.store, territoire)
    const figures = await readFigures(install.store, territoire, '2026-11-01', measured, '2026-11-24')
    expect(figures.synthese.at(-1)?.visites).toBe(2)
    expect(figures.visitesEnCours).toBe(1)
    // The week that runs is no point of a curve of weeks.
    expect(figures.semaines.filter(({ debut }) => debut > '2026-11-16')).toEqual([])
  })
})

describe('a question', () => {
  it.each([
    [{ mois: '2026-12' }, /n’a pas commencé : rien n’est écrit/],
    [{ mois: '2026-13' }, /--mois doit être un mois, comme 2026-10/],
    [{ mois: '2026-08' }, /Aucune visite en août.2026 pour Val-d’Oise \(95\), qui en a de septembre.2026 à/],
    [{ territoire: 'departement:96' }, /« 96 » n’est pas un département connu/],
    [{ territoire: `etablissement:${UAIS[0]?.slice(0, 7)}Z` }, new RegExp(`Peut-être etablissement:${UAIS[0]}`)],
    [{ revision: 7 }, /Il n’y a pas de révision 7 publiée/],
  ])('without an answer gets a sentence: %j', async (question, sentence) => {
    await expect(report(question)).rejects.toThrow(sentence)
  })
})

it('a place of a département with an apostrophe is written with that of French', async () => {
  for (const typed of ['commune:95018', 'departement:95'])
    expect((await findTerritory(install.store, typed)).libelle).toContain('Val-d’Oise')
})

describe('small cells', () => {
  const hidden = (cell: Cellule | undefined): boolean => cell !== null && typeof cell === 'object'

  it('of 1 to 4 persons are hidden, and no other part of the report gives one away', async () => {
    let seen = 0
    for (const territoire of [
      'departement:95',
      'academie:25',
      'projet:ENT95',
      ...UAIS.map((uai) => `etablissement:${uai}`),
    ]) {
      const made = await report({ territoire }).catch(() => null)
      if (made === null) continue
      const persons = people.filter(({ uai }) => made.niveau !== 'etablissement' || uai === made.code)
      const profils = tableIn(made, 'profils')
      const cells = await select<{ profil: string; libelle: string }>(
        install.store,
        "SELECT code AS profil, libelle FROM libelle WHERE dimension = 'profil'",
      )
      const none = new Set<string>()
      const masked: string[] = []
      for (const row of rowsOf(profils)) {
        const code = cells.find(({ libelle }) => libelle === row.libelle)?.profil
        const users = userCount(persons.filter(({ profil }) => profil === code))
        const few = users > 0 && users < 5
        if (few) expect(row.visites, `${territoire} ${code}`).toEqual({ masque: '< 5' })
        if (row.visites === 0) none.add(String(code).toLowerCase())
        if (!hidden(row.visites)) continue
        seen += 1
        masked.push(String(row.libelle))
        for (const id of ['visites', 'part', 'utilisateurs'])
          expect(hidden(row[id]), `${territoire} ${code} ${id}`).toBe(true)
        expect(row.evolution).toBeNull()
      }
      // The total is known: one alone would be what is missing of it.
      expect(masked.length, territoire).not.toBe(1)
      expect(
        Math.min(...rowsOf(profils).map(({ visites }) => (typeof visites === 'number' ? visites : 0))),
      ).toBeGreaterThanOrEqual(0)
      for (const row of rowsOf(tableIn(made, 'familles'))) {
        const codes = Object.keys(row).filter((id) => id !== 'libelle' && id !== 'visites')
        const unknown = codes.filter((code) => hidden(row[code]))
        // A profil without a visit at all has none in a family, so it can't be what hides another.
        expect(
          unknown.filter((code) => none.has(code)),
          territoire,
        ).toEqual([])
        if (codes.length - none.size > 1) expect(unknown.length, `${territoire} ${row.libelle}`).not.toBe(1)
      }
      // What is said in words is never of a hidden profil.
      const words = JSON.stringify(made.sections)
      for (const libelle of masked) expect(words).not.toContain(`profil « ${libelle} »`)
    }
    expect(seen).toBeGreaterThan(10)
  })
})

describe('the dashboards', () => {
  it('offer the report of the territory that their filters show, and give it', async () => {
    const reader = await openStore(`chdb:${join(install.folder, 'store')}`, { readonly: true })
    const web = await buildWeb({
      stores: [reader],
      ledger: install.ledger,
      fraicheur: install.engine.fraicheur,
      reports: { make: (question) => report(question), folder: join(install.folder, 'rapports') },
      now: () => NOW,
      logger: false,
    })
    const choice = (body: string) => /<select[^>]* name="territoire".*?<\/select>/s.exec(body)?.[0] ?? ''
    const offered = async (query: string) => {
      const { body } = await web.inject(`/tableau/vue-ensemble${query}`)
      return {
        territoire: (/name="territoire" value="([^"]*)"/.exec(body) ??
          / value="([^"]*)" selected/.exec(choice(body)))?.[1],
        others: [...choice(body).matchAll(/ value="([^"]*)"/g)].map(([, value]) => value),
        mois: /name="mois"[^>]* value="([^"]*)"/.exec(body)?.[1],
      }
    }
    expect(await offered('')).toMatchObject({ territoire: 'france' })
    expect(await offered('?code_departement=095&projet=ENT95')).toMatchObject({
      territoire: 'departement:095',
      others: ['departement:095', 'projet:ENT95'],
    })
    const { territoire = '', mois = '' } = await offered(`?uai=${UAIS[1]}`)
    expect({ territoire, mois }).toEqual({
      territoire: `etablissement:${UAIS[1]}`,
      mois: expect.stringMatching(/^2026-/),
    })
    const got = await web.inject(`/rapport?mois=2026-10&territoire=${territoire}&format=json`)
    expect(got.json()).toEqual(await report({ territoire }))
    expect((await web.inject('/rapports/')).body).toContain(
      'Rien n’est encore publié. Le rapport d’un mois se télécharge',
    )
    await web.close()
    await reader.close()
  })
})

describe('a list of territories', () => {
  it('has its closed months written by themselves, until told to stop', async () => {
    const data = join(install.folder, 'own')
    mkdirSync(data)
    writeFileSync(
      join(data, 'rapports.json'),
      '{"territoires": ["departement:95", "departement:96"], "formats": ["json"]}',
    )
    const said: unknown[] = []
    const say = (...words: unknown[]) => void said.push(words.at(-1))
    const stop = new AbortController()
    const logger = { info: say, error: say } as unknown as FastifyBaseLogger
    const running = publishReports(install.engine, data, stop.signal, logger)
    const written = join(data, 'rapports', 'rapport_2026-10_departement-095.json')
    await expect
      .poll(() => existsSync(join(data, 'rapports', 'flux.xml')) && said.length > 5, { timeout: 60_000 })
      .toBe(true)
    stop.abort()
    await running
    expect(JSON.parse(readFileSync(written, 'utf8'))).toEqual(await report({}))
    expect(readdirSync(join(data, 'rapports')).filter((name) => name.startsWith('rapport_'))).toEqual([
      'rapport_2026-09_departement-095.json',
      'rapport_2026-10_departement-095.json',
    ])
    // August had no visit, and there is no such département: said, and nothing else stopped by it.
    expect(said.filter((sentence) => /n’est pas un département connu/.test(String(sentence)))).toHaveLength(3)
    expect(said.filter((sentence) => /Aucune visite en août/.test(String(sentence)))).toHaveLength(1)
    expect(said.filter((sentence) => sentence === 'report published')).toHaveLength(2)
  })
})

describe('a closed month', () => {
  it('that late markers change is a revision that counts them and says so; the first one is still to be had', async () => {
    const first = await report({})
    const late: Person = {
      uai: UAIS[2] as string,
      profil: 'PARENT',
      visiteur: 'came-late',
      visits: [{ jour: '2026-10-06', services: ['ACCUEIL', 'CAHIER_TEXTES'] }],
    }
    await install.collect(visitsOf(late))
    await install.process()
    const second = await report({})
    expect(second).toMatchObject({ revision: 2, provisoire: false })
    const [{ changements = [], causes = [] } = {}] = second.revisions
    expect(changements.join('\n')).toMatch(/Visites du mois : .* au lieu de .* \(\+1\)\./)
    expect(changements.join('\n')).toContain(`(${UAIS[2]})`)
    expect(causes.join('\n')).toMatch(/^Cause : 2.marqueurs de ce mois reçus ou donnés en retard depuis le 25/)
    expect(await report({ revision: 1 })).toEqual(first)
    expect(await report({ revision: 2 })).toEqual(second)
    expect(await report({})).toEqual(second)
  })
})
