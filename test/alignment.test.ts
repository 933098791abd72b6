// Which week of last year each week is compared with, on the ministry's real dates of zones A and B and of La Réunion.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays } from '../schema/clock.ts'
import { select } from '../schema/store.ts'
import { PARTOUT, PORTEE } from '../schema/views.ts'
import { openInstall } from './helper.ts'

const CALENDAR = readFileSync(join(import.meta.dirname, 'fixtures/calendrier-zones.csv'), 'utf8')
const FIRST = '2024-12-23'
let install: Awaited<ReturnType<typeof openInstall>>

/** The académies as the directory spells them. */
const SCHOOLS = [
  ['0690001A', 'Lyon', '10', '069'],
  ['0590001A', 'Lille', '09', '059'],
  ['9740001A', 'La Réunion', '28', '974'],
] as const

beforeAll(async () => {
  install = await openInstall()
  await install.importText('calendrier', CALENDAR)
  await install.store.insert({
    table: 'etablissement',
    format: 'JSONEachRow',
    values: SCHOOLS.map(([uai, academie, code_academie, code_departement]) => ({
      uai,
      academie,
      code_academie,
      code_departement,
      secteur: 'PU',
      code_nature: 340,
    })),
  })
  await install.store.insert({
    table: 'periode_reconstruite',
    format: 'JSONEachRow',
    values: Array.from({ length: 140 }, (_, i) => ({ genre: 'semaine', debut: addDays(FIRST, 7 * i) })),
  })
  await install.process()
})
afterAll(() => install?.close())

type Week = { debut: string; semaine_comparee: string; vacances: string | null }
const weeks = async (code_academie: string): Promise<Map<string, Week>> => {
  const rows = await select<Week>(
    install.store,
    `SELECT * FROM alignement(${Object.entries(PORTEE)
      .map(([name, type]) => `${name} = {${name}:${type}}`)
      .join(', ')})`,
    { ...PARTOUT, genre: 'semaine', du: FIRST, au: '2027-08-30', code_academie },
  )
  return new Map(rows.map((row) => [row.debut, row]))
}

type Case = [why: string, debut: string, compared: string, holiday?: string]
const ZONES: [zone: string, code: string, cases: Case[]][] = [
  [
    'A (Lyon)',
    '10',
    [
      ['the first week of the winter holidays, two weeks earlier', '2026-02-09', '2025-02-24', "Vacances d'Hiver"],
      ['the first week of class after them', '2026-02-23', '2025-03-10'],
      ['five weeks since Christmas against seven: the first', '2026-01-05', '2025-01-06'],
      ['the third, nearer to Christmas', '2026-01-19', '2025-01-20'],
      ['the fourth, nearer to the winter holidays', '2026-01-26', '2025-02-10'],
      ['the last before them', '2026-02-02', '2025-02-17'],
      ['a week with a long weekend is a week of class', '2026-05-11', '2025-05-26'],
      ['and the one after it begins nothing', '2026-05-18', '2025-06-02'],
      ['the last before the summer, never a week of July', '2026-06-29', '2025-06-30'],
      ['the summer', '2026-07-06', '2025-07-07', "Vacances d'Été"],
      ['the return, on a Tuesday, to that of a Monday', '2026-08-31', '2025-09-01'],
      ['the last before a summer whose end is not published', '2027-06-28', '2026-06-29'],
    ],
  ],
  [
    'B (Lille)',
    '09',
    [
      ['the winter holidays', '2026-02-16', '2025-02-10', "Vacances d'Hiver"],
      ['their second week', '2026-02-23', '2025-02-17', "Vacances d'Hiver"],
      ['the return', '2026-03-02', '2025-02-24'],
      ['the return of Easter, on a Monday, to that of a Tuesday', '2026-04-27', '2025-04-21'],
      ['a week in none of the known holidays', '2025-09-01', '2024-09-02'],
    ],
  ],
  [
    'La Réunion',
    '28',
    [
      ['the week before the southern summer, three days of class last year', '2025-12-15', '2024-12-16'],
      ['its first week', '2025-12-22', '2024-12-23', "Vacances d'Été austral"],
      ['its last', '2026-01-12', '2025-01-13', "Vacances d'Été austral"],
      ['the return, on a Wednesday, to that of a Tuesday', '2026-01-19', '2025-01-20'],
      ['the holidays of the third period', '2026-03-09', '2025-03-10', 'Vacances après 3ème période'],
      ['those of October, with none known last year', '2025-10-13', '2024-10-14', 'Vacances après 1ère période'],
    ],
  ],
]

describe.each(ZONES)('zone %s compares', (_zone, code, cases) => {
  it.each(cases)('%s: %s with %s', async (_why, debut, semaine_comparee, vacances) => {
    expect((await weeks(code)).get(debut)).toEqual({ debut, semaine_comparee, vacances: vacances ?? null })
  })
})

it('several zones together compare with 52 weeks earlier, and are on holiday when all are', async () => {
  const all = await weeks('')
  expect([...all.values()].every(({ debut, semaine_comparee }) => semaine_comparee === addDays(debut, -364))).toBe(true)
  expect(all.get('2026-02-16')?.vacances).toBe(null)
  expect(all.get('2025-12-29')?.vacances).toMatch(/^Vacances d/)
})

it('no week of class is compared with a week of holidays, nor the other way round', async () => {
  for (const [, code] of ZONES) {
    const all = await weeks(code)
    // Until the holidays that the example lacks.
    const winter = [...all.values()].filter(({ debut }) => debut >= '2026-01-05' && debut <= '2026-04-27')
    expect(winter).toHaveLength(17)
    for (const { debut, semaine_comparee, vacances } of winter)
      expect([debut, all.get(semaine_comparee)?.vacances]).toEqual([debut, vacances])
  }
})

// Last: it changes the calendar.
it('weeks follow an import of the calendar alone', async () => {
  const header = CALENDAR.slice(0, CALENDAR.indexOf('\n') + 1)
  await install.importText('calendrier', `${header}Vacances de Mars;-;2027-03-05;2027-04-16;Lyon;Zone A;2026-2027\n`)
  await install.process()
  expect((await weeks('10')).get('2027-04-05')?.vacances).toBe('Vacances de Mars')
})
