// The product's figures, by its real log and embedded engine, against the oracle's: byte for byte, whatever the order,
// the rounds and the copies. RUNS sets how many sets of requests are tried.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Store, select } from '../schema/store.ts'
import { recorded } from './arbitrary.ts'
import { openInstall } from './helper.ts'
import { ENSEMBLES, type Figures, oracle } from './oracle.ts'
import { compare, isReceived, type Recorded } from './oracle-judge.ts'
import { type Tables, tablesOf } from './oracle-periods.ts'
import { annuaireCsv, ECOLES, PROJETS } from './schools.ts'

const RUNS = Number(process.env.RUNS ?? 4)
/** Long after all that `recorded` makes: every day is closed. */
const NOW = Date.parse('2026-12-21T12:00:00Z')
/** A counterexample is made smaller for as long as this leaves, then printed with its seed. */
const LIMITS = { numRuns: RUNS, interruptAfterTimeLimit: 20_000 * RUNS }
const [DU, AU] = ['2025-12-01', '2026-11-30']

const expected = (requests: readonly Recorded[]): Figures => oracle(requests, { ecoles: ECOLES, projets: PROJETS })

/** A property that is interrupted leaves an install open for a while, and a process holds one store: the next waits. */
let last: Promise<unknown> = Promise.resolve()
const measured = (rounds: readonly Recorded[][]) => {
  const figures = last.then(() => measure(rounds))
  last = figures.catch(() => {})
  return figures
}

/** Collects and processes each round in turn on an install of its own. */
const measure = async (rounds: readonly Recorded[][]) => {
  const install = await openInstall({ now: NOW })
  try {
    await install.importAnnuaireCsv(annuaireCsv(ECOLES))
    await install.importProjets(PROJETS)
    let refused = 0
    for (const round of rounds) {
      refused += (await install.collect(round)).refused
      await install.process()
    }
    const files: Record<string, string> = {}
    for (const set of ENSEMBLES) files[set] = await install.exportOpendata(set, DU, AU)
    return { files, refused, ledger: await install.ledger(), tables: await readTables(install.store) }
  } finally {
    await install.close()
  }
}

/** The stored figures of every period. A school's totals are kept twice: once with its groups, once alone. */
const readTables = async (store: Store): Promise<Tables> => {
  const rows = async (table: string) =>
    (await select<object>(store, `SELECT * FROM ${table}`)).map((row) => Object.values(row).join('\t')).sort(compare)
  expect(await rows('ecole_periode')).toEqual(
    await rows("(SELECT * EXCEPT (dimension, code) FROM periode WHERE dimension = 'total')"),
  )
  const [periode, territoires, comptage] = await Promise.all(['periode', 'mesure_territoire', 'comptage'].map(rows))
  return { periode, territoires, comptage } as Tables
}
const filesOf = ({ opendata }: Figures) => Object.fromEntries(ENSEMBLES.map((set) => [set, opendata(set, DU, AU)]))
const byLine = (a: { projet: string; jour: string }, b: { projet: string; jour: string }): number =>
  `${a.projet} ${a.jour}` < `${b.projet} ${b.jour}` ? -1 : 1

test('the files, the ledger and the figures of every period are those of the definitions', {
  timeout: 30_000 * RUNS,
}, async () => {
  await fc.assert(
    fc.asyncProperty(recorded, async (requests) => {
      const { files, refused, ledger, tables } = await measured([requests])
      const figures = expected(requests)
      expect(files).toEqual(filesOf(figures))
      expect(tables).toEqual(tablesOf(figures.visits, { ecoles: ECOLES, projets: PROJETS }))
      expect(ledger.ferme).toBe(true)
      expect([...ledger.lignes].sort(byLine)).toEqual([...figures.ledger].sort(byLine))
      expect(refused).toBe(requests.filter(({ body }) => !isReceived(body)).length)
    }),
    LIMITS,
  )
})

/** The same requests in another order, cut into rounds, some of them twice. */
const delivered = recorded.chain((requests) =>
  fc
    .record({
      order: fc.shuffledSubarray(requests, { minLength: requests.length }),
      copies: fc.subarray(requests, { maxLength: Math.ceil(requests.length / 4) }),
      rounds: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 12 }),
    })
    .map(({ order, copies, rounds }) => {
      const lines = [...order, ...copies]
      const cut = [0, 1, 2, 3].map((round) => lines.filter((_, i) => rounds[i % rounds.length] === round))
      return { requests, lines, cut }
    }),
)

test('order, rounds, late markers and copies change no figure', { timeout: 30_000 * RUNS }, async () => {
  await fc.assert(
    fc.asyncProperty(delivered, async ({ requests, lines, cut }) => {
      const { files, ledger, tables } = await measured(cut)
      const figures = expected(requests)
      expect(files).toEqual(filesOf(figures))
      expect(tables).toEqual(tablesOf(figures.visits, { ecoles: ECOLES, projets: PROJETS }))
      expect(ledger.ferme).toBe(true)
      expect([...ledger.lignes].sort(byLine)).toEqual([...expected(lines).ledger].sort(byLine))
    }),
    LIMITS,
  )
})
