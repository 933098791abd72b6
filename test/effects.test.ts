// What a local project changed, beside schools like those it concerned: the view on the real engine, held to a count made
// here from the same invented weeks, which knows nothing of its SQL.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openAtelier } from '../processor/atelier.ts'
import { movedPeriods } from '../processor/periodes.ts'
import { addDays } from '../schema/clock.ts'
import { select } from '../schema/store.ts'
import { PARTOUT, PORTEE } from '../schema/views.ts'
import { uaiLetter } from '../schema/vocabulary.ts'
import { openInstall } from './helper.ts'

type School = {
  uai: string
  academie: string
  nature: number
  commune: string
  projets: string[]
  effectif: number | null
}
type Action = { id: number; du: string; niveau: string; territoire: string; projet: string }

const MONDAYS = Array.from({ length: 20 }, (_, i) => addDays('2026-08-31', 7 * i))
/** No week with class before the third: nobody measured the first two. */
const MEASURED = MONDAYS.slice(2)
const HOLIDAYS = ['2026-10-19', '2026-10-26']
/** The last days that are closed are in the 18th week: the last two run. */
const CLOSED = addDays(MONDAYS[17] as string, 6)

/** Schools of each académie and degree, some in a projet, some without a known headcount. */
const SCHOOLS: School[] = Array.from({ length: 24 }, (_, i) => {
  const number = `0950${String(200 + i)}`
  return {
    uai: `${number}${uaiLetter(number)}`,
    academie: i % 8 === 7 ? 'Créteil' : 'Versailles',
    nature: i % 3 === 2 ? 340 : 151,
    commune: String(95_000 + (i % 4)),
    projets: i < 9 ? ['P1'] : i < 12 ? ['P2'] : [],
    effectif: i % 11 === 5 ? null : 50 + 17 * i,
  }
})
const ACTIONS: Action[] = [
  { id: 1, du: '2026-11-11', niveau: '', territoire: '', projet: 'P1' },
  { id: 2, du: '2026-10-05', niveau: 'commune', territoire: '95003', projet: '' },
  { id: 3, du: '2026-12-21', niveau: 'etablissement', territoire: (SCHOOLS[13] as School).uai, projet: '' },
  { id: 4, du: '2026-09-14', niveau: 'commune', territoire: '95001', projet: 'P1' },
]

/** Of a school and a week; none is no line. */
type Visits = Record<string, Record<string, number>>

let install: Awaited<ReturnType<typeof openInstall>>
const put = (table: string, columns: string, rows: readonly unknown[][]) =>
  install.store.command({
    query: `INSERT INTO ${table} (${columns}) VALUES ${rows.map((row) => `(${row.map((cell) => JSON.stringify(cell)?.replace(/'/g, "\\'").replace(/"/g, "'")).join(', ')})`).join(', ')}`,
  })
const AT = '2026-09-01 00:00:00'

beforeAll(async () => {
  install = await openInstall()
  await put(
    'etablissement',
    'uai, nom, code_nature, academie, code_academie, code_departement, code_commune, commune, importe',
    SCHOOLS.map(({ uai, academie, nature, commune }) => [
      uai,
      uai,
      nature,
      academie,
      academie === 'Versailles' ? '25' : '24',
      '095',
      commune,
      commune,
      AT,
    ]),
  )
  await put(
    'projet',
    'projet, libelle, degre, convention, etablissements, importe',
    ['P1', 'P2'].map((projet) => [
      projet,
      projet,
      1,
      '2020-01-01',
      SCHOOLS.flatMap(({ uai, projets }) => (projets.includes(projet) ? [uai] : [])),
      AT,
    ]),
  )
  await put(
    'effectif',
    'uai, rentree, effectif, importe',
    SCHOOLS.flatMap(({ uai, effectif }) => (effectif === null ? [] : [[uai, '2026-2027', effectif, AT]])),
  )
  await put(
    'calendrier',
    'academie, zone, description, population, annee_scolaire, debut, fin, importe',
    ['Versailles', 'Créteil'].map((academie) => [
      academie,
      'Zone C',
      'Vacances de la Toussaint',
      '-',
      '2026-2027',
      '2026-10-17',
      '2026-11-02',
      AT,
    ]),
  )
  await movedPeriods(install.store, await openAtelier(install.store, null, false))
  await put('fraicheur', 'un, complet_jusqua, jours_clos, dit', [[1, `${CLOSED} 12:00:00`, CLOSED, AT]])
  await put(
    'periode_reconstruite',
    'genre, debut, empreinte, territoires, reconstruit',
    MEASURED.map((debut) => ['semaine', debut, 1, 1, AT]),
  )
  await put(
    'annotation',
    'id, du, titre, texte, genre, niveau, territoire, projet, cree, supprime',
    ACTIONS.map(({ id, du, niveau, territoire, projet }) => [
      id,
      du,
      `Action ${id}`,
      '',
      'projet_local',
      niveau,
      territoire,
      projet,
      AT,
      0,
    ]),
  )
}, 60_000)
afterAll(() => install?.close())

const concerns = ({ niveau, territoire, projet }: Action, school: School): boolean =>
  (projet === '' || school.projets.includes(projet)) &&
  (niveau === '' || territoire === (niveau === 'commune' ? school.commune : school.uai))
const alike = (a: School, b: School): boolean => a.academie === b.academie && a.nature === b.nature

/** Visits for 100 pupils and week of these schools, in these weeks. */
const rate = (schools: readonly School[], weeks: readonly string[], visits: Visits): number | null => {
  let [sum, pupils] = [0, 0]
  for (const { uai, effectif } of schools)
    for (const week of weeks) {
      sum += visits[uai]?.[week] ?? 0
      pupils += effectif ?? 0
    }
  return pupils === 0 ? null : (100 * sum) / pupils
}
const ratio = (after: number | null, before: number | null): number | null =>
  after === null || before === null || before === 0 ? null : after / before - 1

const expected = (action: Action, visits: Visits) => {
  const monday = MONDAYS.findLast((day) => day <= action.du) as string
  const weeks = MEASURED.filter((day) => !HOLIDAYS.includes(day) && addDays(day, 6) <= CLOSED)
  const before = weeks.filter((day) => day < monday && day >= addDays(monday, -42))
  const after = weeks.filter((day) => day >= monday && day <= addDays(monday, 41))
  const seen = (school: School) =>
    school.effectif !== null && [...before, ...after].some((week) => (visits[school.uai]?.[week] ?? 0) > 0)
  const own = SCHOOLS.filter((school) => concerns(action, school))
  const others = SCHOOLS.filter(
    (school) => !ACTIONS.some((one) => concerns(one, school)) && own.some((one) => alike(one, school)),
  )
  const [touched, compared] = [own.filter(seen), others.filter(seen)]
  const [avant, apres] = [rate(touched, before, visits), rate(touched, after, visits)]
  return {
    id: action.id,
    etablissements: touched.length,
    avant,
    apres,
    evolution: ratio(apres, avant),
    comparables: compared.length,
    evolution_comparables: ratio(rate(compared, after, visits), rate(compared, before, visits)),
  }
}

/** Weeks without a visit, and schools that nobody ever visits, are as frequent as the others. */
const population = fc.array(
  fc.oneof(
    fc.constant([]),
    fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 90 })), { minLength: 20, maxLength: 20 }),
  ),
  { minLength: SCHOOLS.length, maxLength: SCHOOLS.length },
)
const SEEDS = [1, 2, 3]

it.each(SEEDS)(
  'effects are those of the weeks with class that are over, a week without a visit being 0 (seed %i)',
  async (seed) => {
    const [drawn = []] = fc.sample(population, { numRuns: 1, seed })
    const visits: Visits = Object.fromEntries(
      SCHOOLS.map(({ uai }, i) => [uai, Object.fromEntries(MEASURED.map((week, w) => [week, drawn[i]?.[w] ?? 0]))]),
    )
    await install.store.command({ query: 'TRUNCATE TABLE ecole_periode' })
    await put(
      'ecole_periode',
      'genre, debut, uai, projet, visites, utilisateurs, duree',
      SCHOOLS.flatMap(({ uai }) =>
        MEASURED.flatMap((week) => {
          const n = visits[uai]?.[week] ?? 0
          return n === 0 ? [] : [['semaine', week, uai, 'P1', n, 1, 1]]
        }),
      ),
    )
    const scope = Object.entries(PORTEE).map(([name, type]) => `${name} = {${name}:${type}}`)
    const rows = await select<Record<string, number | null>>(
      install.store,
      `SELECT id, etablissements, avant, apres, evolution, comparables, evolution_comparables FROM effets(${scope.join(', ')}) ORDER BY id`,
      {
        ...PARTOUT,
        genre: 'semaine',
        du: '2026-09-01',
        au: '2027-01-10',
      },
    )
    expect(rows).toHaveLength(ACTIONS.length)
    for (const [i, row] of rows.entries()) {
      const wanted = expected(ACTIONS[i] as Action, visits)
      for (const [name, value] of Object.entries(wanted)) {
        const got = row[name] === null || row[name] === undefined ? null : Number(row[name])
        if (value === null || got === null) expect(got, `${wanted.id} ${name}`).toBe(value)
        else expect(got, `${wanted.id} ${name}`).toBeCloseTo(value, 9)
      }
    }
  },
)
