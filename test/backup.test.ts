// Backup and restore: beside an engine that works, whole or not at all, and to the unit.
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { schoolYear } from '../collector/pseudonym.ts'
import { openLog } from '../log/open.ts'
import { backup, restore } from '../processor/backup.ts'
import { openEngine } from '../processor/engine.ts'
import { processBatch } from '../processor/process.ts'
import { openStore, select } from '../schema/store.ts'
import { NOW, openInstall, type Recorded } from './helper.ts'
import { type Ended, eventually, filesIn, type Machine, openMachine } from './machine.ts'
import { page } from './page.ts'
import { annuaireCsv, ECOLE, ECOLES, LYCEE, PROJETS } from './schools.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 })

const refusedWith = ({ code, stdout, stderr }: Ended, sentence: RegExp) => {
  expect(stderr).toMatch(sentence)
  expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 1, stdout: '', lines: 1 })
}
const jsonl = (lines: readonly Recorded[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('')

let machine: Machine
beforeAll(async () => {
  machine = await openMachine()
})
afterAll(() => machine.close())

/** Requests of two days of September, in the order in which they come; every seventh is sent again. */
const requests: Recorded[] = Array.from({ length: 4000 }, (_, n) => {
  const at = new Date(Date.parse('2026-09-07T06:00:00Z') + n * 40_000 - (n % 7 === 6 ? 40_000 : 0)).toISOString()
  const person = {
    uai: n % 3 === 0 ? ECOLE.uai : LYCEE.uai,
    visiteur: `v-${n % 41}`,
    profil: n % 5 === 0 ? 'PARENT' : 'ELEVE',
  }
  return page(
    at,
    { id: `marqueur-${String(n - (n % 7 === 6 ? 1 : 0)).padStart(12, '0')}`, service: n % 2 ? 'NOTES' : 'ACCUEIL' },
    person,
  )
})

const figuresOf = async (data: string) => ({
  ledger: JSON.parse((await machine.run(['ledger', '--json'], { DATA: data })).stdout),
  files: await filesIn(data, '2026-09-01', '2026-10-31'),
})

test('made beside an engine under load, it holds the first requests to the unit, and gives their figures', async () => {
  const secrets = join(machine.folder, 'secrets')
  mkdirSync(secrets)
  writeFileSync(join(secrets, `${schoolYear(Date.parse('2026-09-07'))}.secret`), `${'cd'.repeat(32)}\n`, {
    mode: 0o600,
  })
  const settings = { SECRETS: secrets }
  const reference = [
    ['annuaire', machine.file('annuaire.csv', annuaireCsv(ECOLES))],
    ['projets', machine.file('projets.json', JSON.stringify(PROJETS))],
  ] as const
  const engine = machine.launch(['process'], settings)
  await eventually('the engine answers', () => existsSync(join(machine.data, 'engine.sock')))
  for (const [kind, file] of reference) expect(await machine.run(['import', kind, file])).toMatchObject({ code: 0 })

  const pieces = Array.from({ length: 8 }, (_, n) =>
    machine.file(`part-${n}`, jsonl(requests.slice(n * 500, n * 500 + 500))),
  )
  let loaded = 0
  const load = (async () => {
    for (const piece of pieces) {
      expect(await machine.run(['collect', '--from', piece], settings)).toMatchObject({ code: 0 })
      loaded += 1
    }
  })()
  await eventually('some of it is received', () => loaded >= 3)
  const before = loaded
  const saved = join(machine.folder, 'sauvegarde')
  const { code, stdout } = await machine.run(['backup', saved], settings)
  expect(code).toBe(0)
  expect(stdout).toMatch(/^Sauvegarde faite dans .+\nLes secrets annuels n’y sont pas/)
  const after = loaded
  expect(after).toBeLessThan(pieces.length)
  refusedWith(await machine.run(['backup', saved], settings), /existe déjà/)
  await load
  await machine.run(['process', '--once'], settings)
  engine.kill('SIGTERM')
  expect(await engine.ended).toMatchObject({ code: 0 })
  expect(readdirSync(join(machine.data, 'store', 'shadow')).filter((name) => name === 'sauvegarde')).toEqual([])

  const data = join(machine.folder, 'restored')
  refusedWith(await machine.run(['restore', saved], { DATA: data }), /n'a pas les secrets\. Sans celui de 2026-2027/)
  refusedWith(
    await machine.run(['restore', saved, '--secrets', machine.folder], { DATA: data }),
    /n'a pas 2026-2027\.secret/,
  )
  expect(existsSync(data)).toBe(false)
  const given = join(machine.folder, 'given')
  expect(await machine.run(['restore', saved, '--secrets', secrets], { DATA: given })).toMatchObject({ code: 0 })
  const secret = '2026-2027.secret'
  expect(readFileSync(join(given, 'secrets', secret), 'utf8')).toBe(readFileSync(join(secrets, secret), 'utf8'))
  expect(statSync(join(given, 'secrets', secret)).mode & 0o077).toBe(0)
  rmSync(given, { recursive: true })
  // Where the install reads those that are deposited, they need no copy.
  expect(await machine.run(['restore', saved], { ...settings, DATA: data })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Restauré dans .+\.\n$/),
  })
  expect(existsSync(join(data, 'secrets', secret))).toBe(false)
  expect((await machine.run(['process', '--once'], { ...settings, DATA: data })).code).toBe(0)
  const restored = await figuresOf(data)
  const received = restored.ledger.lignes.reduce((sum: number, { recus }: { recus: number }) => sum + recus, 0)
  expect(restored.ledger.ferme).toBe(true)
  expect(received).toBeGreaterThanOrEqual(before * 500)
  expect(received).toBeLessThanOrEqual(Math.min(pieces.length, after + 1) * 500)

  const undisturbed = join(machine.folder, 'undisturbed')
  const first = machine.file('first', jsonl(requests.slice(0, received)))
  for (const [kind, file] of reference) await machine.run(['import', kind, file], { DATA: undisturbed })
  await machine.run(['collect', '--from', first], { ...settings, DATA: undisturbed })
  await machine.run(['process', '--once'], { ...settings, DATA: undisturbed })
  expect(restored).toEqual(await figuresOf(undisturbed))

  // The restored install goes on where the saved one was: what came after gives what it gave there.
  const rest = machine.file('rest', jsonl(requests.slice(received)))
  await machine.run(['collect', '--from', rest], { ...settings, DATA: data })
  await machine.run(['process', '--once'], { ...settings, DATA: data })
  expect(await figuresOf(data)).toEqual(await figuresOf(machine.data))
})

test('a batch half in the store when it is made counts once in what is restored', async () => {
  const install = await openInstall()
  await install.importAnnuaireCsv(annuaireCsv(ECOLES))
  await install.importProjets(PROJETS)
  await install.collect([page('2026-11-24T08:05:00Z'), page('2026-11-24T08:06:00Z', {}, { visiteur: 'v-2' })])
  // Killed after its inserts, before its commit: the log would give it again.
  const batch = await install.log.next(10)
  if (batch === null) throw new Error('the log has a batch')
  const directory = {
    ecoles: new Map([[LYCEE.uai, { fuseau: 'Europe/Paris' as const }]]),
    projets: new Map([['ENT95', { ecoles: new Set<string>(), ecolesDeTest: new Set<string>() }]]),
    joursPurges: new Set<string>(),
  }
  await processBatch(batch, install.store, directory, 0)
  const saved = join(machine.folder, 'half')
  await backup(install.engine, saved, { folder: join(install.folder, 'secrets'), all: true }, () => {})
  await install.close()

  const data = join(machine.folder, 'half-restored')
  await restore(saved, data, { secrets: null, annee: schoolYear, now: NOW }, () => {})
  const store = await openStore(`chdb:${join(data, 'store')}`)
  const log = await openLog(`lmdb:${join(data, 'log')}`, () => NOW)
  const engine = await openEngine({
    log,
    store,
    destroyPastSecrets: () => [],
    snapshot: join(data, 'reference.json'),
    now: () => NOW,
  })
  await engine.processAll()
  expect(await engine.ledger()).toMatchObject({ ferme: true, lignes: [{ recus: 2, comptes: 2, doublons: 0 }] })
  expect(await select(store, 'SELECT toString(count()) AS n FROM marker')).toEqual([{ n: '2' }])
  await log.close()
  await store.close()
  const secret = readdirSync(join(data, 'secrets')).find((name) => name.endsWith('.secret')) as string
  expect(statSync(join(data, 'secrets', secret)).mode & 0o077).toBe(0)
})

test('without an engine beside; and what is no whole backup is refused with a sentence', async () => {
  const data = join(machine.folder, 'alone')
  const settings = { DATA: data }
  const saved = join(machine.folder, 'alone-saved')
  expect(
    (await machine.run(['collect', '--from', machine.file('one', jsonl(requests.slice(0, 1)))], settings)).code,
  ).toBe(0)
  // A secret that was destroyed stays so in what is restored.
  writeFileSync(join(data, 'secrets', '2024-2025.detruit'), '')
  expect(await machine.run(['backup', saved, '--secrets'], settings)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('détruisez-la avant le 1er septembre'),
  })
  expect(readdirSync(join(saved, 'secrets')).sort()).toEqual(['2024-2025.detruit', '2026-2027.secret'])
  expect(statSync(saved).mode & 0o077).toBe(0)

  const to = { DATA: join(machine.folder, 'nouveau') }
  refusedWith(await machine.run(['backup'], settings), /Donnez à « mesure backup » le dossier/)
  refusedWith(await machine.run(['restore'], to), /Donnez à « mesure restore » le dossier/)
  refusedWith(await machine.run(['restore', saved], settings), /n'est pas vide : restaurez dans un dossier neuf/)
  refusedWith(
    await machine.run(['backup', join(machine.file('fichier', ''), 'x')], settings),
    /ne s'écrit pas \(E[A-Z]+\)/,
  )
  refusedWith(
    await machine.run(['backup', `${saved}-2`], { ...settings, STORE_URL: 'http://127.0.0.1:1/mesure' }),
    /sauve une machine seule : Kafka et ClickHouse ont/,
  )
  refusedWith(await machine.run(['restore', data], to), /n'est pas une sauvegarde entière : sauvegarde\.json/)

  const list = join(saved, 'sauvegarde.json')
  const text = readFileSync(list, 'utf8')
  const changed = async (change: (saved: Record<string, unknown>) => void, sentence: RegExp) => {
    const read = JSON.parse(text)
    change(read)
    writeFileSync(list, JSON.stringify(read))
    refusedWith(await machine.run(['restore', saved], to), sentence)
    writeFileSync(list, text)
  }
  await changed((read) => (read.format as number)++, /vient d'une version plus récente \(format 2\)/)
  await changed(
    (read) => (read.migrations as string[]).push('999_avenir.sql'),
    /version plus récente \(999_avenir\.sql\)/,
  )
  await changed((read) => (read.version as number)++, /ne se comprend pas : il vient d'une autre version/)
  writeFileSync(list, text.slice(0, 100))
  refusedWith(await machine.run(['restore', saved], to), /ne se comprend pas/)
  writeFileSync(list, text)

  const log = join(saved, 'log', 'data.mdb')
  renameSync(log, `${log}.ailleurs`)
  refusedWith(await machine.run(['restore', saved], to), /abîmée : log\/data\.mdb manque/)
  renameSync(`${log}.ailleurs`, log)
  const [file = ''] =
    Object.entries(JSON.parse(text).fichiers as Record<string, number>).find(([, bytes]) => bytes > 20) ?? []
  truncateSync(join(saved, file), 3)
  refusedWith(await machine.run(['restore', saved], to), /n'a pas sa taille/)
  expect(existsSync(to.DATA)).toBe(false)
  rmSync(saved, { recursive: true })
})

test('killed in the middle, it leaves nothing that has its name, and the next one is whole', async () => {
  const data = join(machine.folder, 'killed')
  const saved = join(machine.folder, 'coupee')
  expect(
    (await machine.run(['collect', '--from', machine.file('some', jsonl(requests.slice(0, 500)))], { DATA: data }))
      .code,
  ).toBe(0)
  expect((await machine.run(['process', '--once'], { DATA: data })).code).toBe(0)
  const begun = watch(machine.folder)
  const one = machine.launch(['backup', saved], { DATA: data })
  await new Promise<void>((done) => begun.on('change', (_event, name) => name === 'coupee.en-cours' && done()))
  one.kill('SIGKILL')
  begun.close()
  await one.ended
  expect(existsSync(saved)).toBe(false)
  refusedWith(
    await machine.run(['restore', `${saved}.en-cours`], { DATA: `${data}-2` }),
    /n'est pas une sauvegarde entière/,
  )
  expect(await machine.run(['backup', saved], { DATA: data })).toMatchObject({ code: 0 })
  expect(existsSync(`${saved}.en-cours`)).toBe(false)
  expect(await machine.run(['restore', saved, '--sans-secrets'], { DATA: `${data}-2` })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Sans les secrets : les personnes vues depuis la rentrée compteront à nouveau.'),
  })
})

const small = mkdtempSync(join(tmpdir(), 'mesure-small-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', small]).status === 0
afterAll(() => {
  if (mounted) spawnSync('umount', [small])
  rmSync(small, { recursive: true, force: true })
})

test.skipIf(!mounted)('on a disk that is too small it says so and leaves nothing there', async () => {
  const data = join(machine.folder, 'petit')
  expect(
    (await machine.run(['import', 'annuaire', machine.file('a.csv', annuaireCsv(ECOLES))], { DATA: data })).code,
  ).toBe(0)
  refusedWith(
    await machine.run(['backup', join(small, 'sauvegarde')], { DATA: data }),
    /ne s'écrit pas \(ENOSPC\) : vérifiez la place/,
  )
  expect(readdirSync(small)).toEqual([])
})
