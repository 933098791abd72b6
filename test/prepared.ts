// What many tests begin with (a store at this version, a fortnight measured) is made once a run, by the product, in real
// folders that each test then copies: half of the time of a short test went to making the same store again.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'

const ROOT = resolve(import.meta.dirname, '..')

/** For Vitest: where this run keeps them, until it ends. */
export default (project: TestProject) => {
  // By its real name, as a script finds its own.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mesure-tests-')))
  process.env.PREPARED = folder
  project.onTestsRerun(() => {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
  })
  return () => rmSync(folder, { recursive: true, force: true })
}

/**
 * Copies into `target` the folder of that name; `make` makes it, whoever needs it first. Outside of Vitest it is made each time.
 */
export const copyPrepared = async (
  name: string,
  target: string,
  make: (folder: string) => Promise<unknown>,
): Promise<void> => {
  const run = process.env.PREPARED
  if (run === undefined) {
    await make(target)
    return
  }
  const whole = join(run, name)
  if (!existsSync(whole)) {
    const aside = join(mkdtempSync(join(run, `${name}-`)), name)
    await make(aside)
    settle(aside, whole)
  }
  cpSync(whole, target, { recursive: true, verbatimSymlinks: true })
}

const settle = (aside: string, whole: string): void => {
  try {
    renameSync(aside, whole)
  } catch (error) {
    // Another test file was first: either will do.
    if (!existsSync(whole)) throw error
  }
}

/** What runs a .ts of this project as it is shipped. */
export const asShipped = (script: string): string[] => ['--import', 'tsx', script]

/**
 * What runs a .ts of this project in a process, for tests of what it does: as JavaScript made once a run, each file in its place
 * beside what it reads. To load tsx and to transform every file again is a third of the CPU of a short command.
 */
export const asCompiled = (script: string): string[] => {
  const run = process.env.PREPARED
  if (run === undefined) return asShipped(script)
  const whole = join(run, 'compiled')
  if (!existsSync(whole)) {
    const aside = mkdtempSync(`${whole}-`)
    for (const name of ['collector', 'dashboards', 'log', 'processor', 'schema', 'package.json'])
      cpSync(join(ROOT, name), join(aside, name), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(aside, 'node_modules'))
    execFileSync(join(ROOT, 'node_modules', '.bin', 'tsc'), ['--noCheck', '--outDir', aside], { cwd: ROOT })
    settle(aside, whole)
  }
  return [join(whole, relative(ROOT, script).replace(/\.ts$/, '.js'))]
}
