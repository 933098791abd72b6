// Java tools that the tests run: their jars are fetched once, by Maven, into node_modules/.cache.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const CACHE = join(import.meta.dirname, '..', 'node_modules', '.cache')

/** Where the jars of `name` are once `missingJars` found nothing to say. */
export const jarsOf = (name: string): string => join(CACHE, name)

/** Fetches what the pom names; why it could not be had, or null. */
export const missingJars = (name: string, pom: string): string | null => {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' })
  if (java.status !== 0) return 'java is not installed'
  const [, version = '0'] = /version "(\d+)/.exec(java.stderr) ?? []
  if (Number(version) < 17) return `java ${version} is too old: it takes 17`
  if (existsSync(jarsOf(name))) return null
  if (spawnSync('mvn', ['-v']).status !== 0) return 'maven, which fetches the jars, is not installed'
  mkdirSync(CACHE, { recursive: true })
  // Another test may fetch at the same time: the folder appears whole or not at all.
  const fetched = mkdtempSync(join(CACHE, `${name}-`))
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${fetched}`]
  const run = spawnSync('mvn', ['-q', '-B', '-f', pom, ...goal], { encoding: 'utf8' })
  if (run.status !== 0) {
    rmSync(fetched, { recursive: true, force: true })
    return `maven could not fetch the jars: ${run.stdout.slice(0, 500)}`
  }
  try {
    renameSync(fetched, jarsOf(name))
  } catch (error) {
    rmSync(fetched, { recursive: true, force: true })
    // The other one was first.
    if (!existsSync(jarsOf(name))) throw error
  }
  return null
}
