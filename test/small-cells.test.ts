// What of a few persons can be found in no table, nor computed from the tables that stand beside it.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROFILS } from '../schema/vocabulary.ts'
import { expectSafe, type Shown, type Sum } from './disclosure.ts'
import { openUsage, type Row, type Usage } from './usage.ts'

let usage: Usage
beforeAll(async () => {
  usage = await openUsage()
})
afterAll(() => usage?.close())

describe('a small cell', () => {
  type Cell = { visits: number; users: number }
  const monday = (i: number) => new Date(Date.UTC(2000, 0, 3 + 7 * i)).toISOString().slice(0, 10)
  const cell = fc
    .tuple(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4 }), fc.nat(9), fc.nat(60)), fc.nat(5))
    .map(([users, more]): Cell => ({ users, visits: users === 0 ? 0 : users + more }))
  const total = (cells: readonly Cell[], what: keyof Cell) => cells.reduce((sum, one) => sum + one[what], 0)

  /** Weeks of a département that has no school, straight into the tables: a row of cells a profil, a column a code. */
  const insertWeeks = async (
    weeks: Cell[][][],
    first: number,
    rowsOf: (profil: string, row: Cell[]) => { projet: string; dimension: string; code: string; cell: Cell }[],
  ) => {
    const rows = weeks.flatMap((matrix, i) =>
      matrix.flatMap((row, p) =>
        rowsOf(PROFILS[p] as string, row).map(({ cell: { visits, users }, ...group }) => ({
          ...group,
          genre: 'semaine',
          debut: monday(first + i),
          visites: visits,
          utilisateurs: users,
        })),
      ),
    )
    const insert = (table: string, values: object[]) => usage.store.insert({ table, values, format: 'JSONEachRow' })
    await insert(
      'mesure_territoire',
      rows
        .filter(({ visites }) => visites > 0)
        .map((row) => ({ ...row, niveau: 'departement', territoire: '999', duree: 0 })),
    )
    await insert(
      'periode_reconstruite',
      weeks.map((_, i) => ({
        genre: 'semaine',
        debut: monday(first + i),
        empreinte: '1',
        reconstruit: '2000-01-01 00:00:00',
      })),
    )
    return { du: monday(first), au: monday(first + weeks.length - 1), code_departement: '999' }
  }

  const shownOf = (rows: Row[], keyOf: (row: Row) => string, what: 'visites' | 'utilisateurs') =>
    new Map(rows.map((row) => [keyOf(row), { masque: String(row.masque), value: row[what] as number | null }]))

  it('of a profil can be read or computed from no rows, and nothing is hidden without need', async () => {
    const columns = fc.sample(fc.tuple(cell, cell, cell, cell, cell), { numRuns: 90, seed: 7 })
    const weeks = columns.map((column) => column.map((one) => [one]))
    const scope = await insertWeeks(weeks, 0, (code, [one]) => [
      { projet: 'ENT95', dimension: 'profil', code, cell: one as Cell },
    ])
    const rows = await usage.view('profils', scope)
    for (const [i, column] of columns.entries()) {
      const mine = rows.filter(({ debut }) => debut === monday(i))
      if (total(column, 'users') === 0) continue
      expect(mine).toHaveLength(PROFILS.length)
      const small = column.filter(({ users }) => users > 0 && users < 5).length
      const hidden = mine.filter(({ masque }) => masque !== '').length
      expect(hidden, JSON.stringify(column)).toBeLessThanOrEqual(small === 0 ? 0 : small + 1)
      for (const [what, column_, low, high] of [
        ['visites', 'visits', 0, Number.POSITIVE_INFINITY],
        ['utilisateurs', 'users', 0, 4],
      ] as const) {
        const seen = shownOf(mine, ({ profil }) => String(profil), what)
        const cells = PROFILS.map((profil, p): Shown => {
          const { users, [column_]: is } = column[p] as Cell
          return {
            key: profil,
            is,
            small: users > 0 && users < 5,
            ...(seen.get(profil) as { masque: string; value: number }),
          }
        })
        expectSafe(cells, [{ cells: [...PROFILS], total: total(column, column_) }], low, high, JSON.stringify(column))
      }
    }
  })

  const SERVICES = ['ACCUEIL', 'NOTES', 'MESSAGERIE_INSTANTANEE'] as const
  const isSmall = ({ users }: Cell) => users > 0 && users < 5

  it.each([
    ['appareil', 'equipements_profils', ['ordinateur', 'smartphone', 'tablette', 'autreappareil'], 300],
    ['projet', 'projets_profils', ['ENT95', 'ENT78-92', 'ENT-MARELLE'], 600],
    ['service', 'services_profils', SERVICES, 900],
  ] as const)('of a profil and %s is found along no row and no column', async (crossed, view, codes, first) => {
    const row = fc.array(cell, { minLength: codes.length, maxLength: codes.length })
    const none = row.map((cells) => cells.map(() => ({ users: 0, visits: 0 })))
    const matrix = fc.tuple(row, row, row, fc.oneof(row, none), fc.oneof(row, none))
    const weeks: Cell[][][] = fc.sample(matrix, { numRuns: 90, seed: 11 })
    // Visits of a profil are the sum of its appareils', and of its projets'; one may be of several services.
    const whole = (cells: Cell[]): Cell => ({
      visits: crossed === 'service' ? Math.max(...cells.map(({ visits }) => visits)) : total(cells, 'visits'),
      users: crossed === 'projet' ? total(cells, 'users') : Math.max(...cells.map(({ users }) => users)),
    })
    const scope = await insertWeeks(weeks, first, (profil, cells) =>
      crossed === 'projet'
        ? cells.map((one, j) => ({ projet: codes[j] as string, dimension: 'profil', code: profil, cell: one }))
        : [
            { projet: 'ENT95', dimension: 'profil', code: profil, cell: whole(cells) },
            ...cells.map((one, j) => ({
              projet: 'ENT95',
              dimension: `profil_${crossed}`,
              code: `${profil} ${codes[j]}`,
              cell: one,
            })),
          ],
    )
    const [profils, crosses] = [await usage.view('profils', scope), await usage.view(view, scope)]
    for (const [i, cells] of weeks.entries()) {
      const ofWeek = ({ debut }: Row) => debut === monday(first + i)
      const wholes = shownOf(profils.filter(ofWeek), ({ profil }) => String(profil), 'visites')
      const inner = shownOf(crosses.filter(ofWeek), ({ profil, [crossed]: code }) => `${profil} ${code}`, 'visites')
      const NOTHING = { masque: '', value: 0 }
      const shown = cells.flatMap((row, p): Shown[] => {
        const profil = PROFILS[p] as string
        const seen = wholes.get(profil) ?? NOTHING
        return [
          { key: profil, is: whole(row).visits, small: isSmall(whole(row)), ...seen },
          ...row.map((one, j) => ({
            key: `${profil} ${codes[j]}`,
            is: one.visits,
            small: isSmall(one),
            // Whoever reads that a profil made no visit knows that it made none there.
            ...(seen.value === 0 ? NOTHING : (inner.get(`${profil} ${codes[j]}`) ?? NOTHING)),
          })),
        ]
      })
      const sums: Sum[] = [
        { cells: [...PROFILS], total: total(cells.map(whole), 'visits') },
        ...codes.map((code, j) => ({
          cells: PROFILS.map((profil) => `${profil} ${code}`),
          total: total(
            cells.map((row) => row[j] as Cell),
            'visits',
          ),
        })),
        ...(crossed === 'service'
          ? []
          : PROFILS.map((profil) => ({ cells: codes.map((code) => `${profil} ${code}`), minus: profil, total: 0 }))),
      ]
      expectSafe(shown, sums, 0, Number.POSITIVE_INFINITY, JSON.stringify(cells))
    }
  })

  it('is not told by « ENT de parents seulement », which says no more of a school than its profils do', async () => {
    // Few enough values that different schools show the same: 5 and 10 visits hidden, or 6 and 9.
    const none = { users: 0, visits: 0 }
    const few = [5, 6].map((visits) => ({ users: 3, visits }))
    const some = [9, 10].map((visits) => ({ users: 6, visits }))
    const others = [none, ...few, ...some]
    const parents = [
      { users: 40, visits: 100 },
      { users: 5, visits: 90 },
    ]
    const many = { users: 10, visits: 12 }
    const rests = [
      [none, none],
      [many, many],
      [{ users: 5, visits: 9 }, many],
      [{ users: 5, visits: 10 }, many],
    ] as [Cell, Cell][]
    const columns = parents.flatMap((parent) =>
      rests.flatMap(([staff, rest]) =>
        others.flatMap((eleve) => others.map((teacher) => [staff, rest, eleve, teacher, parent])),
      ),
    )
    const schools = (
      await usage.store
        .query({
          query: "SELECT uai FROM annuaire WHERE nature_uai != 'Ecole maternelle' ORDER BY uai",
          format: 'JSONEachRow',
        })
        .then((result) => result.json<{ uai: string }>())
    ).map(({ uai }) => uai)
    expect(schools.length).toBeGreaterThan(columns.length)
    const ofDay = (uai: string, debut: string, column: Cell[]) => {
      const seen = column.flatMap((cell, p) => (cell.visits > 0 ? [{ code: PROFILS[p], ...cell }] : []))
      return {
        genre: 'jour',
        debut,
        uai,
        projet: 'ENT95',
        dimension: 'profil',
        codes: seen.map(({ code }) => code),
        visites_par_code: seen.map(({ visits }) => visits),
        utilisateurs_par_code: seen.map(({ users }) => users),
        durees_par_code: seen.map(() => 0),
      }
    }
    // Each of them on one day, for the flag; and one after the other in one school, for what its profils show.
    const day = (i: number) => new Date(Date.UTC(2000, 0, 1 + i)).toISOString().slice(0, 10)
    const [alone, flagged] = [schools.at(-1) as string, day(columns.length)]
    for (const values of [
      columns.map((column, i) => ofDay(schools[i] as string, flagged, column)),
      columns.slice(0, 100).map((column, i) => ofDay(alone, day(i), column)),
      columns.slice(100).map((column, i) => ofDay(alone, day(100 + i), column)),
    ])
      await usage.store.insert({ table: 'groupe', values, format: 'JSONEachRow' })
    await usage.store.insert({
      table: 'periode_reconstruite',
      values: Array.from({ length: columns.length + 1 }, (_, i) => ({
        genre: 'jour',
        debut: day(i),
        empreinte: '1',
        reconstruit: '2000-01-01 00:00:00',
      })),
      format: 'JSONEachRow',
    })
    const rows = await usage.view('profils', { genre: 'jour', du: day(0), au: day(columns.length - 1), uai: alone })
    const flags = await usage.view('parents_seulement', { genre: 'jour', du: flagged, au: flagged })
    const told = new Map<string, unknown>()
    for (const [i, column] of columns.entries()) {
      const shown = rows.filter(({ debut }) => debut === day(i))
      expect(shown).toHaveLength(PROFILS.length)
      const key = JSON.stringify([total(column, 'visits'), shown.map(({ masque, visites }) => [masque, visites])])
      const part = flags.find(({ code }) => code === schools[i])?.part_parents ?? null
      if (told.has(key)) expect(part, `${key} ${JSON.stringify(column)}`).toBe(told.get(key))
      told.set(key, part)
      const [, , eleve, teacher, parent] = column as [Cell, Cell, Cell, Cell, Cell]
      const three = parent.visits + eleve.visits + teacher.visits
      if (shown.every(({ masque }) => masque === ''))
        expect(part).toBe(parent.visits >= 0.8 * three ? parent.visits / three : null)
      else if (shown.some(({ profil, masque }) => profil === 'PARENT' && masque !== '')) expect(part).toBeNull()
    }
    expect(told.size).toBeLessThan(columns.length)
    // Three teachers and no pupil: still told, as a part of all visits.
    const small = columns.findIndex(([, rest, eleve, teacher]) => rest === none && eleve === none && teacher === few[1])
    expect(flags.find(({ code }) => code === schools[small])).toMatchObject({ part_parents: 100 / 106 })
  })
})
