// The stages of the pipeline depend on each other one way only, and time comes from above (style §1).
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
/** What a stage may import of ours, itself aside. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  schema: [],
  log: ['schema'],
  collector: ['log', 'schema'],
  processor: ['log', 'schema'],
  dashboards: ['schema'],
  cli: ['collector', 'processor', 'dashboards', 'log', 'schema'],
}
/** Written for a browser, which has its own clock. */
const BROWSER = ['collector/tag/', 'dashboards/pages/navigateur/']

const sourcesOf = (stage: string): string[] =>
  readdirSync(join(ROOT, stage), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))

/** A source without its comments. */
const read = (file: string): string =>
  readFileSync(join(ROOT, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')

const IMPORT = /\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]|\brequire\S*\(\s*['"]([^'"]+)['"]/g
const importsOf = (file: string): string[] => [...read(file).matchAll(IMPORT)].map(([, a, b, c]) => a ?? b ?? c ?? '')

const STAGES = Object.keys(MAY_IMPORT)
const SOURCES = STAGES.flatMap(sourcesOf)
const stageOf = (file: string): string => file.split('/', 1)[0] as string
const targetOf = (file: string, path: string): string => relative(ROOT, join(ROOT, file, '..', path))

describe('imports', () => {
  it('are found in every stage', () => {
    for (const stage of STAGES)
      expect(
        sourcesOf(stage).flatMap(importsOf).length,
        `no import was found in ${stage}/: this test no longer reads them`,
      ).toBeGreaterThan(0)
    expect(importsOf('log/open.ts')).toContain('./lmdb.ts')
  })

  it('go from a stage to those before it only', () => {
    const wrong = SOURCES.flatMap((file) =>
      importsOf(file)
        .filter((path) => path.startsWith('.'))
        .map((path) => targetOf(file, path))
        .filter((target) => ![stageOf(file), ...(MAY_IMPORT[stageOf(file)] ?? [])].includes(stageOf(target)))
        .map((target) => `${file} imports ${target}`),
    )
    expect(wrong).toEqual([])
  })

  it('name the file that defines the thing, by no alias and no absolute path', () => {
    const wrong = SOURCES.flatMap((file) => importsOf(file).map((path) => `${file} imports ${path}`)).filter((line) =>
      / imports ([/~#]|file:|\.\S*\/$|\.\S*\/[^/.]+$|@\/)/.test(line),
    )
    expect(wrong).toEqual([])
    const all = [...SOURCES, ...sourcesOf('test')]
    expect(all.filter((file) => /(^|\/)index\.[cm]?[jt]sx?$/.test(file))).toEqual([])
    expect(SOURCES.filter((file) => /^export\s+(type\s+)?[{*][^;]*?\bfrom\b/m.test(read(file)))).toEqual([])
  })

  it('of kafkajs are in log/kafka.ts alone', () => {
    const importers = [...SOURCES, 'cli.ts'].filter((file) => importsOf(file).includes('kafkajs'))
    expect(importers.filter((file) => file !== 'log/kafka.ts')).toEqual([])
  })
})

describe('the clock', () => {
  it('is read by cli.ts alone, and by what runs in a browser', () => {
    const readers = SOURCES.filter((file) => /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)/.test(read(file)))
    expect(readers.filter((file) => !BROWSER.some((folder) => file.startsWith(folder)))).toEqual([])
    expect(read('cli.ts')).toMatch(/Date\.now/)
  })
})
