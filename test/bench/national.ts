// Every panel of every dashboard and every page on a national store of two school years: each in a process of its own, so
// that its first answer is a cold one, then again and again in five scopes and three kinds of period: « warm » is the engine's own
// caches, no answer is kept. Worst first. BENCH_STORE: a folder where the store is kept for the next run; BENCH_PANELS: those whose
// name has it.
import { fork } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Panneau } from '../../dashboards/definition/panneau.ts'
import { TABLEAUX } from '../../dashboards/definition/tableaux.ts'
import { type Bench, type Figure, median, say, short } from './figure.ts'
import { openTwoYears } from './nation.ts'
import type { Asked, Cell, Drawn } from './questions.ts'

export const benchNational: Bench = async () => {
  const kept = process.env.BENCH_STORE
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'mesure-bench-national-'))
  if (kept === undefined || !existsSync(kept)) await (await openTwoYears(folder)).close()
  const panels: { p95: number; figure: Figure }[] = []
  const only = process.env.BENCH_PANELS ?? ''
  for (const [name, panneau] of panelsAsked().filter(([name]) => name.includes(only))) {
    const asked = await inProcess<Asked>(folder, ...name.split('/'))
    panels.push(figureOf(`${name} (${panneau.vue})`, asked))
    say(
      `${name} ${Object.entries(byScope(asked.cells))
        .map(([scope, p95]) => `${scope} ${short(p95)}`)
        .join(', ')}`,
    )
  }
  const pages: Figure[] = []
  for (const { id } of TABLEAUX)
    if (id !== 'exploitation' && id.includes(only)) pages.push(pageFigure(id, await inProcess<Drawn>(folder, id)))
  if (kept === undefined) rmSync(folder, { recursive: true })
  return [...panels.sort((a, b) => b.p95 - a.p95).map(({ figure }) => figure), ...pages]
}

/** Panels of different queries: the same one elsewhere is not asked again. */
const panelsAsked = (): [string, Panneau][] => {
  const asked = new Map<string, [string, Panneau]>()
  for (const tableau of TABLEAUX)
    for (const panneau of tableau.panneaux) {
      const { vue, periodes, ou } = panneau
      const key = JSON.stringify([vue, periodes, ou])
      if (!asked.has(key)) asked.set(key, [`${tableau.id}/${panneau.id}`, panneau])
    }
  return [...asked.values()]
}

const inProcess = <Answer>(...args: string[]): Promise<Answer> =>
  new Promise((done, fail) => {
    const child = fork(join(import.meta.dirname, 'questions.ts'), args, {
      env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
    })
    child.once('message', (message) => done(message as Answer))
    child.once('exit', (code) => fail(new Error(`${args.join(' ')} exited with ${code}`)))
  })

const percentile = (ms: readonly number[], part: number): number =>
  [...ms].sort((a, b) => a - b)[Math.ceil(part * ms.length) - 1] ?? Number.NaN

/** Of each scope, the p95 of its slowest kind of period. */
const byScope = (cells: readonly Cell[]): Record<string, number> => {
  const worst: Record<string, number> = {}
  for (const { scope, ms } of cells) worst[scope] = Math.max(worst[scope] ?? 0, percentile(ms, 0.95))
  return worst
}

const figureOf = (name: string, { cold, cells, reference }: Asked): { p95: number; figure: Figure } => {
  const slowest = cells.reduce((a, b) => (percentile(b.ms, 0.95) > percentile(a.ms, 0.95) ? b : a))
  const p95 = percentile(slowest.ms, 0.95)
  return {
    p95,
    figure: {
      name: `${name}, ${slowest.scope} by ${slowest.genre}`,
      measured: `p50 ${short(median(slowest.ms))}, p95 ${short(p95)} ms (${short(slowest.cpuMs)} of CPU); cold ${short(cold)} ms`,
      compared: `a sum over 26 weeks of schools ${short(median(reference))} ms`,
      ratio: p95 / median(reference),
      target: 'p95 100 ms, cold 1 s',
    },
  }
}

const pageFigure = (id: string, { cold, warm, kept, kb, gzipKb }: Drawn): Figure => ({
  name: `page ${id}, nation`,
  measured: `p50 ${short(median(warm))} ms; cold ${short(cold)} ms; ${short(kb)} kB, ${short(gzipKb)} compressed`,
  compared: `the same again ${short(kept)} ms`,
  ratio: median(warm) / kept,
  target: '1 s, 300 kB compressed',
})
