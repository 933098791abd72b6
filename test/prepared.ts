// What many tests begin with (a store at this version, a fortnight measured) is made once a run, by the product, in real
// folders that each test then copies: half of the time of a short test went to making the same store again.
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** For Vitest: where this run keeps them, until it ends. */
export default () => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-tests-'))
  process.env.PREPARED = folder
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
    try {
      renameSync(aside, whole)
    } catch (error) {
      // Another test file was first: either will do.
      if (!existsSync(whole)) throw error
    }
  }
  cpSync(whole, target, { recursive: true, verbatimSymlinks: true })
}
