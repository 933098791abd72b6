// Whether a service is marked, as it was known at the time: a month that is told again says the same.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { select } from '../schema/store.ts'
import { BEFORE, openUsage, READ, type Usage } from './usage.ts'

let usage: Usage
beforeAll(async () => {
  usage = await openUsage()
  await usage.store.command({
    query: `INSERT INTO projet SELECT * REPLACE ([] AS services, now64(3) AS importe) FROM projet FINAL WHERE projet = 'ENT95'`,
  })
})
afterAll(() => usage?.close())

it.each(['services', 'projets_services'])('in %s, a service is not marked before it is first seen', async (view) => {
  for (const week of [undefined, BEFORE, READ]) {
    const scope = { projet: 'ENT95', au: READ as string, ...(week === undefined ? {} : { du: week, au: week }) }
    const rows = (await usage.view(view, scope)).filter(({ service }) => service === 'CAHIER_TEXTES')
    expect(
      rows.map(({ debut, marque, visites }) => [debut, marque, visites]),
      week,
    ).toEqual(
      [
        [BEFORE, 0, null],
        [READ, 1, 24],
      ].filter(([debut]) => week === undefined || debut === week),
    )
  }
})

it('a service of which a later week says more is told as it was known', async () => {
  const states = async (au: string) =>
    (await usage.view('qualite_services', { projet: 'ENT95', au })).map(({ service, etat, premiere, derniere }) => [
      service,
      etat,
      premiere,
      derniere,
    ])
  expect(await states(BEFORE as string)).toEqual([['ACCUEIL', 'non annoncé', BEFORE, BEFORE]])
  expect(await states(READ as string)).toContainEqual(['CAHIER_TEXTES', 'non annoncé', READ, READ])
})

it('what a projet that nobody knows sent has the name that its rejections have', async () => {
  await usage.store.command({
    query: `INSERT INTO recu SELECT * REPLACE ('?' AS projet) FROM recu WHERE verdict = 'service_inconnu' LIMIT 1`,
  })
  for (const view of ['qualite_projets', 'qualite_rejets']) {
    const names = (await usage.view(view)).filter(({ projet }) => projet === '?').map(({ nom_projet }) => nom_projet)
    expect(names, view).toEqual(['projet inconnu'])
  }
})

it('the first and last weeks of a service are found by its first and last months', async () => {
  // Seen on 1 October, on 12 November and on 31 March; another on 31 March alone, in the sixth week that touches its month.
  const seen: [string, string, string[]][] = [
    ['semaine', 'NOTES', ['2025-09-29', '2025-11-10', '2026-03-30']],
    ['mois', 'NOTES', ['2025-10-01', '2025-11-01', '2026-03-01']],
    ['semaine', 'BLOG', ['2026-03-30']],
    ['mois', 'BLOG', ['2026-03-01']],
  ]
  for (const [genre, service, debuts] of seen)
    await usage.store.command({
      query: `INSERT INTO mesure_territoire (genre, debut, niveau, projet, dimension, code, visites)
        SELECT {genre:String}, arrayJoin({debuts:Array(Date)}), 'france', 'ENT1', 'service', {service:String}, 1`,
      query_params: { genre, service, debuts },
    })
  expect(
    await select(
      usage.store,
      `SELECT service, premiere, derniere FROM marquage WHERE projet = 'ENT1' AND premiere IS NOT NULL ORDER BY service`,
    ),
  ).toEqual([
    { service: 'BLOG', premiere: '2026-03-30', derniere: '2026-03-30' },
    { service: 'NOTES', premiere: '2025-09-29', derniere: '2026-03-30' },
  ])
})
