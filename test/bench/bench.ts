// `npm run bench [name…]`: measures again what the product promises, each bench in a process of its own, and prints a
// table. Nothing here asserts: a shared machine is noisy, and a ratio is to be read, not trusted to the percent.
import { fork } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { benchCollector } from './collector.ts'
import { benchEndToEnd } from './end-to-end.ts'
import { type Bench, type Figure, tableOf } from './figure.ts'
import { benchImport } from './import.ts'
import { benchKafka } from './kafka.ts'
import { benchNational } from './national.ts'
import { benchProcessor } from './processor.ts'
import { benchRebuild } from './rebuild.ts'
import { benchReport } from './report.ts'

const BENCHES: Record<string, Bench> = {
  collector: benchCollector,
  processor: benchProcessor,
  'end-to-end': benchEndToEnd,
  kafka: benchKafka,
  rebuild: benchRebuild,
  import: benchImport,
  report: benchReport,
  national: benchNational,
}

/** What was measured reaches the parent one figure set a bench; a bench that dies leaves none, and the others go on. */
const runApart = (name: string): Promise<Figure[]> =>
  new Promise((done) => {
    let figures: Figure[] = [{ name, measured: 'failed', compared: '', ratio: null, target: '' }]
    const child = fork(import.meta.filename, [name], { env: { ...process.env, UV_THREADPOOL_SIZE: '16' } })
    child.on('message', (message) => {
      figures = message as Figure[]
    })
    child.once('exit', () => done(figures))
  })

const main = async (names: readonly string[]): Promise<void> => {
  const figures: Figure[] = []
  for (const name of names) {
    process.stderr.write(`${name}\n`)
    figures.push(...(await runApart(name)))
  }
  process.stdout.write(`${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, `)
  process.stdout.write(`Node ${process.versions.node}\n\n${tableOf(figures)}\n`)
}

const names = process.argv.slice(2)
const unknown = names.find((name) => BENCHES[name] === undefined)
if (unknown !== undefined) {
  process.stderr.write(`${unknown} is no bench: ${Object.keys(BENCHES).join(', ')}\n`)
  process.exitCode = 1
} else if (process.send !== undefined) {
  process.send(await (BENCHES[names[0] as string] as Bench)())
  process.disconnect()
} else await main(names.length > 0 ? names : Object.keys(BENCHES))
