// The supervisor of one machine: what it starts again, and when it gives up.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { supervise, UNUSABLE } from '../processor/supervise.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mesure-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A process whose lives, one a start, are `ready` (and runs until it is told to stop), `ready, then CODE`, or `CODE`. */
const LIVES = `
import { appendFileSync, readFileSync } from 'node:fs'
const [, , file, ...lives] = process.argv
appendFileSync(file, '.')
const life = lives[readFileSync(file).length - 1] ?? 'ready'
if (life.startsWith('ready')) process.send('ready')
const code = Number(/\\d+/.exec(life)?.[0] ?? 0)
process.once('SIGTERM', () => process.exit(0))
if (life === 'ready') setInterval(() => {}, 1000)
else setTimeout(() => process.exit(code), 200)
`
const run = (lives: readonly string[], signal: AbortSignal) => {
  const script = join(folder, 'lives.mjs')
  writeFileSync(script, LIVES)
  const command = (name: string, own: readonly string[]) => ({ name, command: [join(folder, name), ...own] })
  const processes = [command('collecteur', ['ready']), command('moteur', lives)]
  return supervise(script, processes, signal, () => {}, Date.now)
}
const starts = (name: string) => readFileSync(join(folder, name)).length

test('a process that had started and finds its store held by a command is started again, and the others stay', async () => {
  const stop = new AbortController()
  const code = run(['ready, then 1', String(UNUSABLE), 'ready'], stop.signal)
  await expect.poll(() => starts('moteur')).toBe(3)
  stop.abort()
  expect([await code, starts('collecteur')]).toEqual([0, 1])
})

test('one that can not start as things are stops them all', async () => {
  const code = await run([String(UNUSABLE)], new AbortController().signal)
  expect([code, starts('moteur')]).toEqual([1, 1])
})
