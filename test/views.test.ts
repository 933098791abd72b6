// The published views, on a fortnight counted by hand: what they say, of which territory, and what they hide.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { select } from '../schema/store.ts'
import { BEFORE, COQUELICOTS, GRAND_PRE, openUsage, READ, type Row, RUNNING, type Usage, YVELINES } from './usage.ts'

let usage: Usage
beforeAll(async () => {
  usage = await openUsage()
})
afterAll(() => usage?.close())

const READ_ONLY = { du: READ, au: READ }
const by = (rows: Row[], column: string): Record<string, Row> =>
  Object.fromEntries(rows.map((row) => [row[column], row]))

describe('synthese', () => {
  it('counts visits, distinct users and schools of each week, and says which may still change', async () => {
    const weeks = by(await usage.view('synthese'), 'debut')
    expect(weeks[BEFORE as string]).toMatchObject({
      visites: 12,
      utilisateurs: 12,
      ecoles_vues: 1,
      ecoles_actives: 1,
      provisoire: 0,
    })
    // 24 + 6 + 3 + 40 + 1 + 5 visits; the pupil of two schools is one user.
    expect(weeks[READ as string]).toMatchObject({
      visites: 79,
      utilisateurs: 36,
      ecoles_vues: 3,
      ecoles_actives: 3,
      provisoire: 0,
    })
    expect(weeks[RUNNING as string]).toMatchObject({ visites: 5, utilisateurs: 5, provisoire: 1 })
  })

  it.each([
    ['a département', { code_departement: '095' }, 74, 31],
    ['another', { code_departement: '078' }, 5, 5],
    ['an académie', { code_academie: '25' }, 79, 36],
    ['a département and its académie', { code_academie: '25', code_departement: '095' }, 74, 31],
    ['a département and an académie that it is not of', { code_academie: '01', code_departement: '095' }, 0, 0],
    ['a degree and a sector', { degre: '1', secteur: 'PU' }, 79, 36],
    ['the other degree', { degre: '2' }, 0, 0],
    ['a commune', { code_commune: '95903' }, 33, 21],
    ['a commune and a sector', { code_commune: '95903', secteur: 'PU' }, 33, 21],
    ['a circonscription', { circonscription: "095 Circonscription fictive Val-d'Oise 1" }, 74, 31],
    ['a school', { uai: GRAND_PRE }, 33, 21],
    ['a projet', { projet: 'ENT78-92' }, 5, 5],
    ['a projet in a département where it has nobody', { projet: 'ENT78-92', code_departement: '095' }, 0, 0],
    ['nothing that exists', { projet: "' OR 1=1 --" }, 0, 0],
  ])('is that of %s', async (_name, scope, visites, utilisateurs) => {
    expect(await usage.view('synthese', { ...READ_ONLY, ...scope })).toMatchObject([{ visites, utilisateurs }])
  })

  it('measures for 100 pupils over the schools whose headcount is known', async () => {
    const [school] = await usage.view('synthese', { ...READ_ONLY, uai: GRAND_PRE })
    expect(school).toMatchObject({
      effectif: 219,
      ecoles_sans_effectif: 0,
      visites_100: (100 * 33) / 219,
      utilisateurs_100: (100 * 21) / 219,
    })
    const [unknown] = await usage.view('synthese', { ...READ_ONLY, uai: COQUELICOTS })
    expect(unknown).toMatchObject({ effectif: null, ecoles_sans_effectif: 1, visites_100: null })
  })

  it('adds days up to months and school years, whose users are counted anew', async () => {
    const month = { du: '2026-11-01', au: '2026-11-30' }
    expect(await usage.view('synthese', { ...month, genre: 'mois' })).toMatchObject([
      { visites: 96, utilisateurs: 36, provisoire: 1 },
    ])
    const days = await usage.view('synthese', { ...month, genre: 'jour' })
    expect(days.reduce((sum, { visites }) => sum + Number(visites), 0)).toBe(96)
    expect(by(days, 'debut')['2026-11-17']).toMatchObject({ visites: 31, utilisateurs: 31 })
    expect(await usage.view('synthese', { du: '2026-08-01', au: '2026-08-01', genre: 'annee' })).toMatchObject([
      { visites: 96, utilisateurs: 36 },
    ])
  })
})

describe('a free period', () => {
  const users = async (scope: Record<string, string>) => (await usage.view('periode_libre', scope))[0]

  it.each([
    ['a day', '2026-11-10', '2026-11-10', 12, 12, 1],
    ['from a Tuesday to the Wednesday of the next week', '2026-11-10', '2026-11-18', 58, 36, 3],
    ['a week', READ, '2026-11-22', 79, 36, 3],
    ['a week and two days', READ, '2026-11-24', 84, 36, 3],
    ['two weeks and a day before them', '2026-11-08', '2026-11-22', 91, 36, 3],
  ])('of %s counts each person once', async (_name, du, au, visites, utilisateurs, ecoles_vues) => {
    expect(await users({ du: du as string, au })).toMatchObject({ du, au, visites, utilisateurs, ecoles_vues })
  })

  it('is that of its scope, and says when its last days may still change', async () => {
    const fortnight = { du: '2026-11-10', au: '2026-11-24' }
    expect(await users({ ...fortnight, projet: 'ENT78-92' })).toMatchObject({ visites: 10, utilisateurs: 5 })
    expect(await users({ ...fortnight, code_departement: '095' })).toMatchObject({ visites: 86, utilisateurs: 31 })
    expect(await users({ ...fortnight, uai: COQUELICOTS as string })).toMatchObject({ visites: 41, utilisateurs: 11 })
    expect(await users(fortnight)).toMatchObject({ remarque: 'Les derniers jours peuvent encore changer.' })
    expect(await users({ ...fortnight, au: '2026-11-20' })).toMatchObject({ remarque: '' })
    expect(await users({ ...fortnight, code_departement: '091' })).toBeUndefined()
  })

  it('is counted on the visits themselves, whatever its bounds', async () => {
    const bounds = (min: string, max: string) => {
      const day = fc.date({ min: new Date(min), max: new Date(max), noInvalidDate: true })
      return fc.tuple(day, day).map((both) => both.map((date) => date.toISOString().slice(0, 10)).sort())
    }
    await fc.assert(
      // Within a month, around whole ones, around whole school years: what is read is not the same.
      fc.asyncProperty(
        fc.oneof(
          bounds('2026-11-07', '2026-11-26'),
          bounds('2026-10-25', '2026-12-08'),
          bounds('2026-07-20', '2027-08-10'),
        ),
        async ([du, au]) => {
          const [counted] = await select<{ visites: number; utilisateurs: number; ecoles_vues: number }>(
            usage.store,
            `SELECT count() AS visites, uniqExact(projet, visiteur) AS utilisateurs, uniqExact(uai) AS ecoles_vues FROM visit
             WHERE jour BETWEEN {du:Date} AND {au:Date}`,
            { du, au },
          )
          const free = await users({ du: du as string, au: au as string })
          const { visites = 0, utilisateurs = 0, ecoles_vues = 0 } = free ?? {}
          const told = { visites, utilisateurs: utilisateurs ?? counted?.utilisateurs, ecoles_vues }
          expect(told).toEqual(counted)
          expect(utilisateurs === null).toBe(String(free?.remarque).includes('Utilisateurs'))
        },
      ),
      { numRuns: 60, seed: 11 },
    )
  })

  it.each([
    ['too long', '2026-08-20', '2026-11-22', '92 jours au plus'],
    ['of two school years', '2026-07-30', '2026-11-22', 'deux années scolaires'],
  ])('%s has no users, and says why', async (_name, du, au, why) => {
    expect(await users({ du, au })).toMatchObject({
      visites: 91,
      utilisateurs: null,
      remarque: expect.stringContaining(why),
    })
  })
})

describe('small cells', () => {
  it('of 1 to 4 users are hidden, and with one alone the smallest other', async () => {
    const profils = by(await usage.view('profils', { ...READ_ONLY, code_departement: '095' }), 'profil')
    expect(profils).toMatchObject({
      ELEVE: { visites: 25, utilisateurs: 12, masque: '' },
      PARENT: { visites: 46, utilisateurs: 16, masque: '' },
      ENSEIGNANT: { visites: null, utilisateurs: null, duree_moyenne: null, masque: '< 5' },
      ADMIN_VIE_SCOL_TECH: { visites: null, utilisateurs: null, masque: '< 5' },
      AUTRE: { visites: 0, utilisateurs: 0, masque: '' },
    })
    const elsewhere = { ...READ_ONLY, code_academie: '01', code_departement: '095' }
    expect(await usage.view('profils', elsewhere)).toEqual([])
    const ofProjet = by(await usage.view('projets_profils', { ...READ_ONLY, projet: 'ENT95' }), 'profil')
    expect(ofProjet).toMatchObject({ ELEVE: { visites: 25, part: 25 / 74 }, ENSEIGNANT: { masque: '< 5', part: null } })
    const cells = await usage.view('services_profils', { ...READ_ONLY, uai: GRAND_PRE })
    expect(cells.filter(({ service, masque }) => service === 'ACCUEIL' && masque === '< 5')).toMatchObject([
      { profil: 'ADMIN_VIE_SCOL_TECH' },
      { profil: 'ENSEIGNANT' },
    ])
  })
})

describe('services', () => {
  it('have their visits and their part; one that nobody marks is not 0', async () => {
    const services = by(await usage.view('services', READ_ONLY), 'service')
    expect(services).toMatchObject({
      ACCUEIL: { visites: 39, part: 39 / 79, utilisateurs: 26, marque: 1, famille: 'autres' },
      CAHIER_TEXTES: { visites: 24, utilisateurs: 12, duree_moyenne: 0, famille: 'pedagogie' },
      NOTES: { visites: 0, marque: 1 },
      ABSENCES: { visites: null, part: null, marque: 0 },
    })
    const evolution = by(await usage.view('services_evolution', READ_ONLY), 'service')
    expect(evolution.ACCUEIL).toMatchObject({ visites: 39, visites_avant: 12, evolution: 39 / 12 - 1 })
    expect(evolution.ACTUALITES).toMatchObject({ visites: 40, visites_avant: 0, evolution: null })
    // The week before the first one was not measured.
    const first = by(await usage.view('services_evolution', { du: BEFORE as string, au: BEFORE as string }), 'service')
    expect(first.ACCUEIL).toMatchObject({ visites: 12, visites_avant: null, evolution: null })
  })

  it('that a projet announces and never shows, or stopped, are told', async () => {
    const states = await usage.view('qualite_services')
    expect(states.find(({ projet, service }) => projet === 'ENT95' && service === 'STOCKAGE_PARTAGE')).toMatchObject({
      annonce: 1,
      etat: 'jamais vu',
      derniere: null,
    })
    expect(states.find(({ projet, service }) => projet === 'ENT95' && service === 'ACTUALITES')).toMatchObject({
      etat: 'vu',
      premiere: READ,
    })
  })
})

describe('territories', () => {
  it('have their deployment, by the official classes, and their users', async () => {
    const departements = by(await usage.view('departements', READ_ONLY), 'code_departement')
    expect(departements).toMatchObject({
      '095': {
        visites: 74,
        utilisateurs: 31,
        ecoles_actives: 2,
        classe_deploiement: 'généralisation massive, 90 % ou plus',
      },
      '078': { visites: 5, utilisateurs: 5, classe_deploiement: 'moins de 20 %' },
      '091': { visites: 0, classe_deploiement: 'entre 20 et 50 %' },
    })
    expect(await usage.view('academies', READ_ONLY)).toMatchObject([
      { code_academie: '25', visites: 79, utilisateurs: 36 },
    ])
    expect(await usage.view('departements', { ...READ_ONLY, degre: '2' })).toEqual([])
    const degrees = await usage.view('departements_degres', READ_ONLY)
    for (const degre of ['', '1', '2'])
      expect(degrees.filter((row) => row.degre === degre).map(({ degre: _, ...row }) => row)).toEqual(
        await usage.view('departements', { ...READ_ONLY, degre }),
      )
  })

  it('list every school seen or declared, ranked among its like, with its last periods', async () => {
    const schools = by(await usage.view('etablissements', READ_ONLY), 'uai')
    expect(schools[GRAND_PRE as string]).toMatchObject({
      visites: 33,
      utilisateurs: 21,
      visites_12: [12, 33],
      rang: 1,
      silencieuse: 0,
      hors_perimetre: 0,
      active: 1,
    })
    expect(schools[COQUELICOTS as string]).toMatchObject({
      visites: 41,
      visites_12: [0, 41],
      rang: null,
      effectif: null,
      tranche_effectif: 'inconnue',
    })
    expect(Object.values(schools).filter(({ visites }) => visites === 0).length).toBeGreaterThan(100)
    const running = by(await usage.view('etablissements', { du: RUNNING, au: RUNNING }), 'uai')
    expect(running[GRAND_PRE as string]).toMatchObject({ visites: 0, silencieuse: 1, visites_12: [12, 33, 0] })
  })

  it('tell the schools that parents alone open, and projets side by side', async () => {
    expect(await usage.view('parents_seulement', READ_ONLY)).toMatchObject([
      // A pupil alone is hidden among all the visits.
      { niveau: 'établissement', code: COQUELICOTS, part_parents: 40 / 41 },
    ])
    const projets = by(await usage.view('projets', READ_ONLY), 'projet')
    expect(projets).toMatchObject({
      ENT95: {
        visites: 74,
        utilisateurs: 31,
        ecoles_vues: 2,
        ecoles_actives: 2,
        ecoles_declarees: 79,
        ecoles_hors_perimetre: 0,
      },
      'ENT78-92': { visites: 5, ecoles_vues: 1, part_actives: 1 / 35 },
      'ENT-MARELLE': { visites: 0, utilisateurs: 0 },
    })
    expect(by(await usage.view('projets', { ...READ_ONLY, uai: YVELINES }), 'projet')).toMatchObject({
      'ENT78-92': { visites: 5 },
    })
  })
})

describe('what is compared', () => {
  it('is the period before, and last year by the school calendar of the académie', async () => {
    expect(await usage.view('comparaison', READ_ONLY)).toMatchObject([
      { visites: 79, visites_avant: 12, utilisateurs_avant: 12, visites_an: null, source_an: '' },
    ])
    expect(by(await usage.view('alignement'), 'debut')).toMatchObject({
      [READ as string]: { semaine_comparee: '2025-11-17', vacances: null },
    })
  })

  it('is marked by holidays', async () => {
    expect(await usage.view('vacances', { du: '2026-10-01', au: '2026-11-30' })).toMatchObject([
      { du: '2026-10-17', au: '2026-11-01' },
    ])
  })
})

it('the ledger by day of reception adds up, and rejections are a part of what was received', async () => {
  const days = await usage.view('exploitation')
  expect(
    days.every(
      ({ recus, comptes, doublons, rejetes, en_attente }) =>
        Number(recus) === Number(comptes) + Number(doublons) + Number(rejetes) + Number(en_attente),
    ),
  ).toBe(true)
  expect(days.reduce((sum, { recus }) => sum + Number(recus), 0)).toBe(12 + 48 + 12 + 3 + 40 + 1 + 10 + 2)
  // 24 + 12 + 3 + 10 accepted that Tuesday, and the two that were refused.
  expect(await usage.view('qualite_rejets', { ...READ_ONLY, au: '2026-11-20' })).toMatchObject([
    { jour: '2026-11-17', projet: 'ENT95', verdict: 'service_inconnu', libelle: 'Service inconnu', n: 2, part: 2 / 51 },
  ])
})

it('a school that is declared and not seen counts from its declaration on, or since ever when that has no date', async () => {
  const schools = await select<{ uai: string; effectif: number }>(
    usage.store,
    `SELECT uai, effectif FROM eleves WHERE uai NOT IN (SELECT uai FROM ecole_periode) AND uai LIKE '095%' ORDER BY uai LIMIT 2`,
  )
  const [one, other] = schools as [(typeof schools)[0], (typeof schools)[0]]
  const both = one.effectif + other.effectif
  const declared = { libelle: '', collectivite: '', plateforme: '', exploitant: '', degre: 1, services: [] }
  await usage.store.insert({
    table: 'projet',
    values: [
      { ...declared, projet: 'ENT-JAMAIS', convention: null, etablissements: [one.uai] },
      { ...declared, projet: 'ENT-ENSUITE', convention: RUNNING, etablissements: [one.uai, other.uai] },
    ],
    format: 'JSONEachRow',
  })
  await usage.process()
  const ever = by(await usage.view('synthese', { projet: 'ENT-JAMAIS' }), 'debut')
  const later = by(await usage.view('synthese', { projet: 'ENT-ENSUITE' }), 'debut')
  for (const debut of [BEFORE, READ] as string[]) {
    expect(ever[debut]).toMatchObject({ ecoles_projet: 1, effectif: one.effectif, ecoles_sans_effectif: 0, visites: 0 })
    expect(later[debut]).toMatchObject({ ecoles_projet: 0, visites: 0 })
  }
  expect(ever[RUNNING as string]).toMatchObject({ ecoles_projet: 1, effectif: one.effectif })
  expect(later[RUNNING as string]).toMatchObject({ ecoles_projet: 2, effectif: both })
  const departement = by(await usage.view('departements', { projet: 'ENT-JAMAIS' }), 'debut')
  expect(departement[READ as string]).toMatchObject({ code_departement: '095', ecoles_projet: 1, ecoles: 1 })
  const projets = (await usage.view('projets')).filter(({ projet }) => projet === 'ENT-ENSUITE')
  expect(projets).toMatchObject([{ debut: RUNNING, ecoles_declarees: 2, ecoles_vues: 0, effectif: both }])
  await usage.store.command({ query: "DELETE FROM projet WHERE projet IN ('ENT-JAMAIS', 'ENT-ENSUITE')" })
  await usage.process()
})

it('a list of schools has the last twelve periods that were measured, school years too', async () => {
  const years = ['2021-08-01', '2022-08-01', '2024-08-01', '2025-08-01']
  for (const [i, debut] of years.entries()) {
    await usage.store.command({
      query: `INSERT INTO ecole_periode (genre, debut, uai, projet, visites) VALUES ('annee', '${debut}', '${COQUELICOTS}', 'ENT95', ${i + 1})`,
    })
    await usage.store.command({ query: `INSERT INTO periode_reconstruite (genre, debut) VALUES ('annee', '${debut}')` })
  }
  const asked = { genre: 'annee', uai: COQUELICOTS as string, du: '2025-08-01', au: '2025-08-01' } as const
  expect(await usage.view('etablissements', asked)).toMatchObject([{ debut: '2025-08-01', visites_12: [1, 2, 3, 4] }])
  for (const table of ['ecole_periode', 'periode_reconstruite'])
    for (const debut of years)
      await usage.store.command({ query: `DELETE FROM ${table} WHERE genre = 'annee' AND debut = '${debut}'` })
})

// Last: it takes persons away.
it('a free period whose persons are purged has no users, and says why', async () => {
  await usage.store.command({ query: "ALTER TABLE presence DROP PARTITION ('jour', '2026-11-10')" })
  expect(await usage.view('periode_libre', { du: '2026-11-10', au: '2026-11-22' })).toMatchObject([
    { visites: 91, utilisateurs: null, remarque: expect.stringContaining('ne sont plus gardées') },
  ])
  // The persons of a whole week are those of the week, that of its first day is gone before the others.
  const afterIt = { du: '2026-11-16', au: '2026-11-24' }
  const [kept] = await usage.view('periode_libre', afterIt)
  expect(kept?.utilisateurs).toBeGreaterThan(0)
  for (const week of ['2026-11-02', '2026-11-09', '2026-11-16'])
    await usage.store.command({ query: `ALTER TABLE presence DROP PARTITION ('semaine', '${week}')` })
  expect(await usage.view('periode_libre', afterIt)).toMatchObject([
    { visites: kept?.visites, utilisateurs: null, remarque: expect.stringContaining('ne sont plus gardées') },
  ])
})
