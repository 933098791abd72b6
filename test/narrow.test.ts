// A question without what its scope leaves out has the same answer, of each panel, as the view that is called with its arguments.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { appel, type Panneau, requete } from '../dashboards/definition/panneau.ts'
import { TABLEAUX } from '../dashboards/definition/tableaux.ts'
import { lireFiltres } from '../dashboards/pages/filtres.ts'
import { lirePanneau } from '../dashboards/pages/lecture.ts'
import { narrow } from '../schema/narrow.ts'
import { select } from '../schema/store.ts'
import { PORTEE } from '../schema/views.ts'
import { COQUELICOTS, GRAND_PRE, openUsage, type Row, type Usage } from './usage.ts'

it('settles what arguments decide, and leaves what stands in a text', () => {
  const args = { uai: '', projet: 'ENT95' }
  const narrowed = (condition: string) => narrow(`SELECT 1 WHERE ${condition}`, args)
  expect(narrowed("({uai:String} = '' OR uai = {uai:String}) AND n")).toBe('SELECT 1 WHERE n')
  expect(narrowed("({projet:String} = '' OR projet = {projet:String})")).toBe(
    'SELECT 1 WHERE (projet = {projet:String})',
  )
  expect(narrowed("a = ') AND true' AND f(({uai:String} = '' OR g(')')))")).toBe(
    "SELECT 1 WHERE a = ') AND true' AND f(true)",
  )
  expect(narrowed("{autre:String} = ''")).toBe("SELECT 1 WHERE {autre:String} = ''")
  // What a view sets of the one it reads is settled too.
  expect(narrowed("('projet' = 'service' OR g('service', 'x')) AND n")).toBe("SELECT 1 WHERE (g('service', 'x')) AND n")
  expect(narrowed("f(if('service' IN ('appareil', 'projet'), a(x -> [x, 1]), [b, 0])) AND n")).toBe(
    'SELECT 1 WHERE f(([b, 0])) AND n',
  )
  expect(narrowed("multiIf({uai:String} != '', a, n, b, 'x' = 'x', c, d) = 1")).toBe(
    'SELECT 1 WHERE multiIf(n, b, true, c, d) = 1',
  )
  expect(narrowed("a || 'x' = 'x' AND 'x' = 'x' || b AND NOT 'x' = 'y'")).toBe(
    "SELECT 1 WHERE a || 'x' = 'x' AND 'x' = 'x' || b AND NOT 'x' = 'y'",
  )
  const branches = `SELECT a FROM (SELECT 1 AS a WHERE {uai:String} != '' AND a
    UNION ALL SELECT ' UNION ALL ' AS a WHERE ({uai:String} = '' OR {projet:String} = '') GROUP BY a)`
  expect(narrow(branches, args).replace(/\s+/g, ' ')).toBe(
    "SELECT a FROM ( SELECT ' UNION ALL ' AS a WHERE true GROUP BY a)",
  )
})

let usage: Usage
beforeAll(async () => {
  usage = await openUsage()
})
afterAll(() => usage?.close())

const SCOPES = ['nation', 'circonscription', 'école', 'département', 'académie, by month'] as const
const scopeOf = async (scope: (typeof SCOPES)[number]): Promise<Record<string, string>> => {
  if (scope === 'nation') return {}
  if (scope === 'école') return { uai: GRAND_PRE as string }
  if (scope === 'département')
    return { code_departement: '095', projet: 'ENT95', degre: '1', secteur: 'PU', profil: 'ELEVE', service: 'ACCUEIL' }
  const [school] = await select<Record<string, string>>(
    usage.store,
    `SELECT cle_circonscription AS circonscription, code_academie FROM annuaire WHERE uai = '${COQUELICOTS}'`,
  )
  if (scope === 'circonscription') return { circonscription: school?.circonscription as string }
  return { code_academie: school?.code_academie as string, genre: 'mois' }
}

const asked = new Map<string, [string, Panneau]>()
for (const { id, panneaux } of TABLEAUX)
  for (const panneau of panneaux) {
    const { vue, periodes, ou } = panneau
    asked.set(JSON.stringify([vue, periodes, ou]), [`${id}/${panneau.id}`, panneau])
  }

it.each(SCOPES)('%s: every panel says the same', { timeout: 240_000 }, async (scope) => {
  const filtres = lireFiltres(await scopeOf(scope), Date.parse('2026-11-25T14:00:00Z'))
  const derniere = filtres.genre === 'mois' ? '2026-11-01' : '2026-11-16'
  const parameter = (name: string) =>
    name === 'derniere' ? `'${derniere}'` : `{${name}:${(PORTEE as Record<string, string>)[name] ?? 'String'}}`
  let rows = 0
  for (const [name, panneau] of asked.values()) {
    const narrowed = await lirePanneau(
      (query, params) => select(usage.store, query, params),
      panneau,
      filtres,
      derniere,
    )
    const called = await select<Row>(usage.store, requete(panneau, parameter, appel), filtres)
    expect(narrowed, name).toEqual(called)
    rows += called.length
  }
  expect(rows).toBeGreaterThan(50)
})
