// A campaign on one line: load runs, faults strike, and at the end of each round nothing may be missing, double or different
// from what an undisturbed install makes of the same openings.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addDays, parisDay } from '../../schema/clock.ts'
import { OPENDATA_SETS } from '../../schema/opendata.ts'
import { openInstall } from '../helper.ts'
import type { Machine } from '../machine.ts'
import { annuaireCsv, ECOLES, PROJETS } from '../schools.ts'
import { type Account, accountOf, askEngine, drain, isClosed } from './account.ts'
import { dump } from './dump.ts'
import { FAULTS, type Fault } from './faults.ts'
import { isServing, type Line, type Prepare, within } from './line.ts'
import { bodyAt, type Load, openLoad } from './load.ts'
import { drawn, type Random, randomOf } from './random.ts'

export type Options = {
  open: (prepare: Prepare) => Promise<Line>
  seed: number
  kills: number
  /** How long what goes away stays away the first time; then, up to a quarter of it. */
  awayMs: number
  /** Only the faults whose name is so. */
  only?: RegExp
  say?: (sentence: string) => void
}

export type Outcome = {
  name: string
  /** How often each fault struck. */
  struck: ReadonlyMap<string, number>
  account: Account
  /** Processes that ended with a code of failure, and were started again. */
  failures: number
  /** What is not as it is to be, in sentences. */
  differences: readonly string[]
}

/** Kills between two comparisons of the files. */
const KILLS_PER_ROUND = 10
const OTHERS_EVERY = 3
/** All that a strike waits for has a bound of its own, and is said; this one is for what forgot it. */
const STRUCK_WITHIN_MS = 400_000

/** The reference data of every install here. */
const importSchools = async (machine: Machine): Promise<void> => {
  for (const [kind, name, text] of [
    ['annuaire', 'annuaire.csv', annuaireCsv(ECOLES)],
    ['projets', 'projets.json', JSON.stringify(PROJETS)],
  ] as const) {
    const { code, stderr } = await machine.run(['import', kind, machine.file(name, text)])
    if (code !== 0) throw new Error(`import ${kind}: ${stderr}`)
  }
}

/** What strikes at one time. */
type Blow = readonly Fault[]

/**
 * What each round strikes, in what order: two kills at a time of different parts, and, alone, each of the other faults in the
 * first round and in one of three after it.
 */
const planOf = (faults: readonly Fault[], kills: number, random: Random): Blow[][] => {
  const killing = faults.filter((fault) => fault.kills > 0)
  const others = faults.filter((fault) => fault.kills === 0)
  const rounds: Blow[][] = []
  for (let left = kills; left > 0; left -= KILLS_PER_ROUND) {
    const round: Blow[] = []
    const inRound = killing.length === 0 ? 0 : Math.min(left, KILLS_PER_ROUND)
    for (let drawnSoFar = 0; drawnSoFar < inRound; ) {
      const first = drawn(killing, random)
      const rest = killing.filter((fault) => fault !== first)
      const blow = rest.length > 0 && drawnSoFar + 1 < inRound ? [first, drawn(rest, random)] : [first]
      drawnSoFar += blow.length
      round.push(blow)
    }
    for (const [i, fault] of others.entries())
      if (rounds.length === 0 || (i + rounds.length) % OTHERS_EVERY === 0)
        round.splice(Math.floor(random() * (round.length + 1)), 0, [fault])
    rounds.push(round)
  }
  return rounds
}

/** An install that nothing disturbs, and the files that it makes of all the openings so far. */
const openReference = async (now: number, load: Load, du: string, au: string) => {
  const install = await openInstall({ now })
  await install.importAnnuaireCsv(annuaireCsv(ECOLES))
  await install.importProjets(PROJETS)
  let collected = 0
  return {
    files: async (): Promise<string[]> => {
      const lines = load.accepted.slice(collected).map((opened) => ({
        received: new Date(now).toISOString(),
        userAgent: opened.userAgent,
        body: bodyAt(opened, now),
      }))
      collected += lines.length
      await install.collect(lines)
      await install.process()
      return Promise.all(OPENDATA_SETS.map((set) => install.exportOpendata(set, du, au, true)))
    },
    dump: (to: string) => dump(install.store, to),
    close: install.close,
  }
}
type Reference = Awaited<ReturnType<typeof openReference>>

/** What each made of the same openings, a text for each of the ministry's sets. */
type Files = Record<'line' | 'reference', readonly string[]>

const exportFiles = async (line: Line, du: string, au: string): Promise<string[]> => {
  const files: string[] = []
  for (const set of OPENDATA_SETS) {
    const { text } = await askEngine(line, 'export', ['opendata', set], { du, au, provisoire: true })
    files.push(text)
  }
  return files
}

const DUMP = join(import.meta.dirname, 'dump.ts')

/** Keeps what differs, for whoever is to find out why; returns where. */
const keepDifference = async (line: Line, reference: Reference, files: Files): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-ecart-'))
  for (const [of, texts] of Object.entries(files)) {
    mkdirSync(join(folder, of))
    for (const [i, set] of OPENDATA_SETS.entries()) writeFileSync(join(folder, of, `${set}.csv`), texts[i] ?? '')
  }
  await reference.dump(join(folder, 'reference'))
  // Embedded, one process holds one store.
  const { ended } = line.machine.launch([line.storeFolder, join(folder, 'line')], { NODE_OPTIONS: '' }, DUMP)
  const { code, stderr } = await within('the store of the line is read', ended)
  if (code !== 0) writeFileSync(join(folder, 'line', 'erreur.txt'), stderr)
  writeFileSync(join(folder, 'line', 'ecrit.txt'), line.machine.written())
  return folder
}

export const runCampaign = async ({
  open,
  seed,
  kills,
  awayMs,
  only = /./,
  say = () => {},
}: Options): Promise<Outcome> => {
  const now = Date.now()
  const jour = addDays(parisDay(now), -1)
  const [du, au] = [addDays(jour, -7), parisDay(now)]
  const line = await open(importSchools)
  const load = openLoad(line.machine.url, seed, jour)
  const reference = await openReference(now, load, du, au)
  const random = randomOf(`${line.name}/${seed}`)
  const struck = new Map<string, number>()
  const differences: string[] = []
  const account = async () => accountOf(await drain(line, load.counts), load)
  let files: Files = { line: [], reference: [] }
  const failures = () => line.kept.flatMap(({ ends }) => ends).filter((code) => code !== null && code > 0).length

  const strike = async (blow: Blow): Promise<void> => {
    const names = blow.map(({ name }) => name)
    const strikes = blow.map((fault) =>
      fault.strike(line, random, struck.has(fault.name) ? (random() * awayMs) / 4 : awayMs),
    )
    await within(names.join(' and '), Promise.all(strikes), STRUCK_WITHIN_MS)
    for (const name of names) struck.set(name, (struck.get(name) ?? 0) + 1)
    await isServing(line)
    if (!(await isClosed(line))) differences.push(`after ${names.join(' and ')}, the ledger does not close`)
  }
  const compare = async (): Promise<Account> => {
    await within('every opening is answered', load.pause())
    const { missing, ...counts } = await account()
    differences.push(...missing)
    files = { line: await exportFiles(line, du, au), reference: await reference.files() }
    for (const [i, set] of OPENDATA_SETS.entries())
      if (files.line[i] !== files.reference[i])
        differences.push(`« ${set} » differs from the file of an undisturbed run`)
    return { ...counts, missing }
  }

  try {
    await isServing(line)
    const faults = FAULTS.filter((fault) => fault.fits(line) && only.test(fault.name))
    let last = await account()
    for (const round of planOf(faults, kills, random)) {
      load.resume()
      for (const blow of round) await strike(blow)
      last = await compare()
      say(`${line.name}: ${[...struck].map(([name, times]) => `${times} ${name}`).join(', ')}; ${last.counted} counted`)
      if (differences.length > 0) break
    }
    await load.close()
    await line.stop()
    if (differences.length > 0) differences.push(`kept in ${await keepDifference(line, reference, files)}`)
    return { name: line.name, struck, account: last, failures: failures(), differences }
  } catch (error) {
    for (const kept of [...line.kept, ...(line.store === null ? [] : [line.store])]) say(kept.lastWords())
    throw error
  } finally {
    await load.close()
    await line.stop().catch((error) => say(String(error)))
    await line.close()
    await reference.close()
  }
}
