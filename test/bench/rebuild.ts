// A day rebuilt by the product's own code: how long, how much memory above idle, and whether its cost is linear.
// Compared with a copy of the same markers to another table, which is the least that reading and writing them takes.
import { fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAtelier } from '../../processor/atelier.ts'
import { dirtyPeriods, type Genre, rebuildPeriods } from '../../processor/periodes.ts'
import { type DirtyDay, daysBetween, dirtyDays, rebuild } from '../../processor/rebuild.ts'
import { migrate } from '../../schema/migrate.ts'
import { openStore, type Store, select } from '../../schema/store.ts'
import { type Bench, type Figure, median, say, short } from './figure.ts'
import { layDirectory } from './nation.ts'
import { type Spent, spend } from './processes.ts'

const JOUR = '2026-11-24'
const DEPART = Date.parse(`${JOUR}T11:30:00Z`)
const ROUNDS = 3
/** Days in a row over which the memory of the national one is to be flat. */
const NATIONAL_ROUNDS = 10
const NATIONAL = 30_000_000

const sql = (name: string) => readFileSync(join(import.meta.dirname, 'sql', `${name}.sql`), 'utf8')

/** `variete`: see person.sql; absent: a day of many persons. */
type Day = { name: string; marqueurs: number; variete?: number }
const DAYS: Day[] = [
  { name: 'rebuild, 1.25 M markers', marqueurs: 1_250_000 },
  { name: 'rebuild, 2.5 M markers', marqueurs: 2_500_000 },
  { name: 'rebuild, 5 M markers', marqueurs: 5_000_000 },
  ...(process.env.BENCH_NATIONAL === '1' ? [{ name: 'rebuild, 30 M markers', marqueurs: NATIONAL }] : []),
  { name: 'rebuild, 200 000 of one person', marqueurs: 200_000, variete: 0 },
  { name: 'rebuild, the same, constant id', marqueurs: 200_000, variete: 1 },
  { name: 'rebuild, 20 000 of one, each id twice 3 h apart', marqueurs: 20_000, variete: 10_000 },
]

/** What its visits and their counts took, then its figures, schools and territories too, then those of its week. */
type Round = { visits: Spent; figures: Spent; week: Spent }
type Rebuilt = {
  rounds: Round[]
  idleMb: number
  copy: number
  visits: string
}

export const benchRebuild: Bench = async () => {
  const figures: Figure[] = []
  const perMarker = new Map<number, number>()
  for (const day of DAYS) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-'))
    try {
      await runApart('make', folder, day)
      const rebuilt = await runApart('rebuild', folder, day)
      perMarker.set(day.marqueurs, median(rebuilt.rounds.slice(1).map(({ visits }) => visits.cpu)) / day.marqueurs)
      figures.push(...figuresOf(day, rebuilt))
    } catch (error) {
      say((error as Error).message)
      figures.push({ name: day.name, measured: 'FAILED', compared: '', ratio: null, target: targetOf(day) })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  const [large, small] = [perMarker.get(5_000_000), perMarker.get(1_250_000)] as [number, number]
  figures.push({
    name: 'rebuild, CPU a marker, 5 M beside 1.25 M',
    measured: `${short(large * 1e6)} µs`,
    compared: `${short(small * 1e6)} µs`,
    ratio: large / small,
    target: 'linear: ≤ 1',
  })
  return figures
}

const targetOf = ({ marqueurs }: Day) =>
  marqueurs === 5_000_000 ? '< 2 s, < 800 MB above idle' : marqueurs === NATIONAL ? '≤ 10 s, ≤ 1.2 GB' : ''

const figuresOf = (day: Day, { rounds, idleMb, copy, visits }: Rebuilt): Figure[] => {
  const [first, ...again] = rounds as [Round, ...Round[]]
  const peaks = rounds.map((round) => short(Math.max(...Object.values(round).map(({ peakMb }) => peakMb))))
  say(`${day.name}: ${visits} visits; at most ${peaks.join(', ')} MB, ${short(idleMb)} idle`)
  const figure = (name: string, of: keyof Round, target: string): Figure => {
    const seconds = median(again.map((round) => round[of].seconds))
    const cpu = median(again.map((round) => round[of].cpu))
    return {
      name,
      measured: `${short(seconds)} s (${short(cpu)} of CPU), +${short(first[of].peakMb - idleMb)} MB`,
      compared: `copy of its markers ${short(copy)} s`,
      ratio: seconds / copy,
      target,
    }
  }
  return [
    figure(day.name, 'visits', targetOf(day)),
    figure(`${day.name}: its figures`, 'figures', day.marqueurs === NATIONAL ? '≤ 5 s' : ''),
    figure(`${day.name}: those of its week`, 'week', ''),
  ]
}

/** In a process of its own: what making the day left in memory would hide what rebuilding it takes. */
const runApart = (what: 'make' | 'rebuild', folder: string, day: Day): Promise<Rebuilt> =>
  new Promise((done, fail) => {
    const child = fork(import.meta.filename, [what, folder, JSON.stringify(day)])
    child.once('message', (rebuilt) => done(rebuilt as Rebuilt))
    child.once('exit', (code) => fail(new Error(`${day.name}: ${what} exited with ${code}`)))
  })

const lay = async (store: Store, { marqueurs, variete }: Day): Promise<void> => {
  const query_params = { jour: JOUR, depart: DEPART, marqueurs, variete: variete ?? 0 }
  await migrate(store)
  await layDirectory(store)
  await store.command({ query: sql(variete === undefined ? 'day' : 'person'), query_params })
  await store.command({ query: 'OPTIMIZE TABLE marker FINAL' })
  await store.command({ query: sql('counts'), query_params: { jour: JOUR } })
}

const measure = async (store: Store, { marqueurs }: Day): Promise<Rebuilt> => {
  const atelier = await openAtelier(store, null, true)
  const days = await dirtyDays(store)
  // Each rebuild at an instant of its own, so that its periods are dirty again.
  let at = DEPART
  const now = () => (at += 1)
  const make = async (genre: Genre) => rebuildPeriods(store, atelier, await dirtyPeriods(store, [genre]), now)
  /** As the engine does: the day, then its figures and those of its week. */
  const round = async (days: readonly DirtyDay[]): Promise<Round> => ({
    visits: await spend(() => rebuild(store, atelier, days, now)),
    figures: await spend(() => make('jour')),
    week: await spend(() => make('semaine')),
  })
  const rounds = [await round(days)]
  const copies: number[] = []
  for (let n = 0; n < (marqueurs === NATIONAL ? NATIONAL_ROUNDS : ROUNDS); n += 1) {
    rounds.push(await round(await daysBetween(store, JOUR, JOUR)))
    await store.command({ query: 'CREATE OR REPLACE TABLE temoin AS marker' })
    copies.push((await spend(() => store.command({ query: 'INSERT INTO temoin SELECT * FROM marker' }))).seconds)
  }
  const [row] = await select<{ n: string }>(store, 'SELECT toString(count()) AS n FROM visit')
  return {
    rounds,
    idleMb: rounds[0]?.visits.idleMb ?? Number.NaN,
    copy: median(copies),
    visits: row?.n ?? '0',
  }
}

const [, file, what, folder, day] = process.argv
if (file === import.meta.filename && folder !== undefined && day !== undefined) {
  const store = await openStore(`chdb:${join(folder, 'store')}`)
  const rebuilt = await (what === 'make' ? lay : measure)(store, JSON.parse(day))
  await store.close()
  process.send?.(rebuilt ?? {}, () => process.exit())
}
