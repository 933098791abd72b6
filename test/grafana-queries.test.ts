// The dashboards of Grafana on the real engine: every query of every panel, list and annotation, expanded as Grafana does,
// returns what its panel draws, and the figures that the pages show.
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { appel, type Dessin, type Filtre, type Panneau } from '../dashboards/definition/panneau.ts'
import { TABLEAUX } from '../dashboards/definition/tableaux.ts'
import { MARQUEES, MASQUEES } from '../dashboards/grafana/champs.ts'
import { lireFiltres } from '../dashboards/pages/filtres.ts'
import { type Lecteur, lirePanneau, openLecteur } from '../dashboards/pages/lecture.ts'
import { refuseSql } from '../dashboards/sql-guard.ts'
import { openAtelier } from '../processor/atelier.ts'
import { movedPeriods } from '../processor/periodes.ts'
import { type Chosen, dashboards, expand, panelsOf, sqlOf, variablesOf } from './grafana.ts'
import { NOW } from './helper.ts'
import { COQUELICOTS, GRAND_PRE, openUsage, READ, type Row, type Usage } from './usage.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const RANGE = { du: '2026-10-26', au: '2026-11-25' }
/** A circonscription that no quoting of Grafana alone would carry, and as its list gives it. */
const ODD = `L'inspection "du nord" \\ bis`
const GIVEN = `095 ${ODD.replaceAll('\\', '\\\\')}`

let usage: Usage
let lire: Lecteur

beforeAll(async () => {
  usage = await openUsage()
  const run = (query: string, query_params = {}) => usage.store.command({ query, query_params })
  await run(
    `INSERT INTO etablissement SELECT * REPLACE ({odd:String} AS circonscription, importe + 1 AS importe)
     FROM etablissement FINAL WHERE uai = {uai:String}`,
    { odd: ODD, uai: COQUELICOTS },
  )
  await run(`INSERT INTO annotation (id, du, au, titre, genre, niveau, territoire) VALUES
    (1, '2026-11-16', '2026-11-20', 'Semaine de la presse', 'projet_local', 'etablissement', '${GRAND_PRE}'),
    (2, '2026-11-02', NULL, 'Changement de plateforme', 'migration', '', '')`)
  await run(`INSERT INTO semaine_publiee (semaine, uai, dimension, code, visites, utilisateurs, duree_moyenne, importe) VALUES
    ('2026-11-02', '${GRAND_PRE}', 'total', '', 40, 9, 300, now()), ('2025-11-17', '${GRAND_PRE}', 'total', '', 30, 8, 200, now())`)
  await movedPeriods(usage.store, await openAtelier(usage.store, null, false))
  lire = openLecteur([usage.store], () => NOW)
})
afterAll(() => usage.close())

type Answer = { types: Record<string, string>; rows: Row[] }
const ask = async (sql: string): Promise<Answer> => {
  const result = await usage.store.query({ query: sql, format: 'JSON' })
  const { meta = [], data } = (await result.json()) as { meta?: { name: string; type: string }[]; data: Row[] }
  return { types: Object.fromEntries(meta.map(({ name, type }) => [name, type])), rows: data }
}
const expanded = (sql: string, dashboard: Dashboard, chosen: Chosen): string => {
  const text = expand(sql, dashboard, chosen, RANGE)
  expect(text).not.toContain('$')
  // What the embedded store's HTTP door would say.
  expect(refuseSql(text)).toBeNull()
  return text
}
const queryOf = (dashboard: Dashboard, name: string): string =>
  String(variablesOf(dashboard).find((one) => one.name === name)?.query)
const listOf = async (dashboard: Dashboard, name: string, chosen: Chosen): Promise<string[]> => {
  const { rows } = await ask(expanded(queryOf(dashboard, name), dashboard, chosen))
  return rows.map((row) => String(Object.values(row)[0]))
}

/** What a reader may have chosen: all, one of each list, what is in none. */
const choose = async (dashboard: Dashboard, kind: 'all' | 'one' | 'odd'): Promise<Chosen> => {
  const chosen: Chosen = {}
  for (const { name, type, includeAll, query } of variablesOf(dashboard)) {
    if (name === 'uai') chosen.uai = GRAND_PRE
    else if (name === 'derniere') chosen.derniere = (await listOf(dashboard, name, chosen))[0] as string
    else if (kind === 'odd' && type === 'query') chosen[name] = GIVEN
    else if (kind === 'one' && includeAll === true)
      chosen[name] =
        (type === 'custom' ? /: (\w+)/.exec(String(query))?.[1] : (await listOf(dashboard, name, chosen))[0]) ??
        '$__all'
  }
  return chosen
}
const queriesOf = (dashboard: Dashboard): string[] => [
  ...variablesOf(dashboard).flatMap(({ type, query }) => (type === 'query' ? [String(query)] : [])),
  ...(dashboard.annotations.list ?? []).map(({ target }) => sqlOf(target)),
  ...panelsOf(dashboard).flatMap(({ targets = [] }) => targets.filter((target) => 'rawSql' in target).map(sqlOf)),
]

it.each(dashboards)('$tableau.titre draws what its queries answer, and the figures of the pages', async (one) => {
  const { tableau, dashboard } = one
  const chosen = await choose(dashboard, 'all')
  for (const { target } of dashboard.annotations.list ?? []) {
    const { types } = await ask(expanded(sqlOf(target), dashboard, chosen))
    expect(types).toMatchObject({
      time: 'Date',
      timeEnd: expect.stringMatching(/Date/),
      title: 'String',
      text: 'String',
    })
  }
  const filtres = lireFiltres({ ...RANGE, uai: chosen.uai }, NOW)
  for (const panneau of tableau.panneaux) {
    const theirs: readonly Row[] = await lirePanneau(lire, panneau, filtres, chosen.derniere ?? RANGE.du)
    const panels = panelsOf(dashboard).filter(({ description = '' }) => description.includes(panneau.question))
    for (const [n, panel] of panels.entries()) {
      const sql = sqlOf(panel.targets?.[0])
      expect(Number(/\nLIMIT (\d+)$/.exec(sql)?.[1]), panel.title).toBeLessThanOrEqual(60_000)
      const { types, rows } = await ask(expanded(sql, dashboard, chosen))
      draws(panneau, panel, types, rows)
      const figures = (all: readonly Row[]) => all.map((row) => figuresOf(panneau.dessin, row, n)).sort()
      expect(figures(rows), panel.title).toEqual(figures(theirs))
    }
    if (!MAY_BE_EMPTY.has(panneau.vue)) expect(theirs.length, panneau.id).toBeGreaterThan(0)
  }
})
/** No school is without a visit, no parents alone, no service stopped in this fortnight. */
const MAY_BE_EMPTY = new Set(['etablissements', 'parents_seulement', 'qualite_services'])

const draws = ({ dessin }: Panneau, panel: Panel, types: Record<string, string>, rows: readonly Row[]) => {
  const columns = Object.keys(types)
  for (const { matcher } of panel.fieldConfig?.overrides ?? [])
    if (matcher.id === 'byName' && matcher.options !== 'source_an')
      expect(columns, panel.title).toContain(matcher.options)
  for (const [, field] of JSON.stringify(panel).matchAll(/__data\.fields\.(\w+)/g)) expect(columns).toContain(field)
  const keysOf = (...names: (string | undefined)[]) =>
    rows.map((row) => JSON.stringify(names.map((name) => row[name ?? ''])))
  if (dessin.type === 'courbes') {
    // As the plugin needs them to make a series of each text: a time that rises, one text, numbers.
    expect(types.debut).toBe('Date')
    if (dessin.serie !== undefined) expect(types.serie).toMatch(/^(LowCardinality\()?String\)?$/)
    const numbers = columns.filter((name) => name !== 'debut' && name !== 'serie')
    expect(numbers).toHaveLength(2 * dessin.mesures.length)
    for (const name of numbers) expect(types[name], name).toMatch(/^Nullable\((UInt|Int|Float)\d+\)$/)
    expect(keysOf('debut')).toEqual(keysOf('debut').sort())
    expect(new Set(keysOf('debut', 'serie')).size, panel.title).toBe(rows.length)
  }
  if (dessin.type === 'barres') {
    const { categorie, groupe, mesure } = dessin
    expect(columns).toEqual([categorie, ...(groupe === undefined ? [] : [groupe]), mesure.colonne])
    expect(types[categorie]).toMatch(/String/)
    expect(new Set(keysOf(categorie, groupe)).size, panel.title).toBe(rows.length)
  }
}

/** What a drawing shows of a row, whatever the columns that carry it. */
const figuresOf = (dessin: Dessin, row: Row, panel: number): string => {
  const figure = (value: unknown) => (value === null || Number.isNaN(Number(value)) ? value : Number(value))
  const of = (...names: (string | undefined)[]) =>
    JSON.stringify(names.map((name) => (name === undefined ? '' : figure(row[name]))))
  if (dessin.type === 'nombres') {
    const name = dessin.mesures[panel]?.colonne
    return of(name, `${name}_avant`, `${name}_an`)
  }
  if (dessin.type === 'barres') return of(dessin.categorie, dessin.groupe, dessin.mesure.colonne)
  if (dessin.type !== 'courbes')
    return of(...dessin.colonnes.filter(({ unite }) => unite !== 'serie').map(({ colonne }) => colonne))
  const values = dessin.mesures.map(
    ({ colonne }) => row[`${colonne}_clos`] ?? row[`${colonne}_provisoire`] ?? row[colonne] ?? null,
  )
  return JSON.stringify([
    row.debut,
    row.serie ?? (dessin.serie === undefined ? '' : row[dessin.serie]),
    ...values.map(figure),
  ])
}

it.each(dashboards)('$tableau.titre answers with one of each filter chosen', async ({ dashboard }) => {
  const chosen = await choose(dashboard, 'one')
  for (const sql of queriesOf(dashboard)) await ask(expanded(sql, dashboard, chosen))
})

it.each(dashboards)(
  '$tableau.titre is understood with quotes and a backslash in every filter',
  async ({ dashboard }) => {
    const chosen = await choose(dashboard, 'odd')
    for (const sql of queriesOf(dashboard)) await ask(`DESCRIBE (${expanded(sql, dashboard, chosen)})`)
  },
)

const dashboardOf = (id: string): Dashboard =>
  dashboards.find(({ tableau }) => tableau.id === id)?.dashboard as Dashboard

it('the lists follow each other, and a value of any sign finds its school', async () => {
  const dashboard = dashboardOf('etablissements')
  const all = await listOf(dashboard, 'code_departement', {})
  expect(all).toContain('095')
  expect(await listOf(dashboard, 'code_departement', { code_academie: '25' })).toEqual(all)
  expect(await listOf(dashboard, 'code_departement', { code_academie: '01' })).toEqual([])
  expect(await listOf(dashboard, 'circonscription', {})).toEqual([])
  expect(await listOf(dashboard, 'circonscription', { code_departement: '095' })).toContain(GIVEN)
  expect(await listOf(dashboard, 'circonscription', { code_departement: '091' })).not.toContain(GIVEN)
  const last = async (genre: string) => (await ask(expanded(queryOf(dashboard, 'derniere'), dashboard, { genre }))).rows
  expect(await last('semaine')).toEqual([{ derniere: READ, texte: 'semaine du 16/11/2026' }])
  expect(await last('mois')).toEqual([{ derniere: '2026-11-01', texte: 'mois de 11/2026 (en cours)' }])
  const sql = sqlOf(panelsOf(dashboard)[1]?.targets?.[0])
  const { rows } = await ask(expanded(sql, dashboard, { circonscription: GIVEN, derniere: READ }))
  expect(rows.map(({ uai }) => uai)).toEqual([COQUELICOTS])
})

it('the search finds a school by its name or its UAI, and takes any sign', async () => {
  const search = (recherche: string) => listOf(dashboardOf('etablissement'), 'uai', { recherche })
  expect(await search(GRAND_PRE)).toEqual([GRAND_PRE])
  expect(await search("de l'")).not.toEqual([])
  expect((await search('')).length).toBeGreaterThan(100)
  for (const strange of ['\\', '%27', "') OR 1 = 1 --", "\\') OR 1 = 1 --"]) expect(await search(strange)).toEqual([])
})

it('a hidden cell is « < 5 » or hidden beside one, never a number', async () => {
  const dashboard = dashboardOf('vue-ensemble')
  const panel = panelsOf(dashboard).find(({ title }) => title?.startsWith('Quel profil')) as Panel
  const derniere = READ
  const sql = sqlOf(panel.targets?.[0]).replace('SELECT libelle', 'SELECT masque, libelle')
  const { rows } = await ask(`SELECT *, isNaN(visites) AS moins FROM (${expanded(sql, dashboard, { derniere })})`)
  const hidden = rows.filter(({ masque }) => masque !== '')
  expect(hidden.map(({ masque }) => masque)).toEqual(['< 5', '< 5'])
  for (const { masque, visites, moins } of hidden) expect([visites, moins]).toEqual([null, masque === '< 5' ? 1 : null])
  const { properties } = panel.fieldConfig?.overrides.find(({ matcher }) => matcher.options === 'visites') ?? {}
  const mappings = properties?.find(({ id }) => id === 'mappings')?.value
  expect(mappings.map((one: { options: { match: string; result: object } }) => one.options)).toMatchObject([
    { match: 'nan', result: { text: '< 5' } },
    { match: 'null', result: { text: 'masqué' } },
  ])
})

it('knows which views hide cells, and which say what is not marked', async () => {
  const value = (name: Filtre) => (name === 'genre' ? "'semaine'" : name === 'du' || name === 'au' ? `'${READ}'` : "''")
  for (const vue of new Set(TABLEAUX.flatMap(({ panneaux }) => panneaux.map((panneau) => panneau.vue)))) {
    const { rows } = await ask(`DESCRIBE (SELECT * FROM ${appel(vue, value)})`)
    const columns = rows.map(({ name }) => name)
    expect([vue, MASQUEES.has(vue), MARQUEES.has(vue)]).toEqual([
      vue,
      columns.includes('masque'),
      columns.includes('marque'),
    ])
  }
})
