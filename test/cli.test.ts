// The command line is a contract (design §10): its help, its exit codes, its sentences, what goes on which output.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openStore } from '../schema/store.ts'
import { placeStore } from './helper.ts'
import { type Ended, eventually, freePort, type Machine, openMachine } from './machine.ts'
import { page } from './page.ts'
import { asShipped } from './prepared.ts'
import { annuaireCsv, ECOLES, LYCEE, PROJETS } from './schools.ts'

// A test here starts up to a dozen processes.
vi.setConfig({ testTimeout: 180_000 })

const COMMANDS = [
  ...[
    'start',
    'demo',
    'collect',
    'process',
    'web',
    'import',
    'export',
    'ledger',
    'rebuild',
    'replay',
    'purge',
    'backup',
    'restore',
    'doctor',
    'migrate',
  ],
]
const DAYS = ['--du', '2026-09-01', '--au', '2026-09-30']
const EXPORT = ['export', 'opendata', 'services', ...DAYS]

/** One sentence on standard error, nothing on the other, code 1. */
const refusedWith = ({ code, stdout, stderr }: Ended, sentence: RegExp) => {
  expect(stderr).toMatch(sentence)
  expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 1, stdout: '', lines: 1 })
}

/** Runs each command as it is shipped; `compiled` runs what is refused. */
let machine: Machine
let compiled: Machine
beforeAll(async () => {
  machine = await openMachine({}, asShipped)
  compiled = await openMachine()
})
afterAll(() => Promise.all([machine.close(), compiled.close()]))

const reference = () => ({
  annuaire: machine.file('annuaire.csv', annuaireCsv(ECOLES)),
  projets: machine.file('projets.json', JSON.stringify(PROJETS)),
})
const linesOf = (lines: readonly unknown[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('')

test('the help names every command and setting, and each command has its own', async () => {
  const help = await machine.run(['--help'])
  expect(help).toMatchObject({ code: 0, stderr: '' })
  for (const word of [
    ...COMMANDS,
    'DATA',
    'LISTEN',
    'WEB_LISTEN',
    'ACCES',
    'LOG_URL',
    'STORE_URL',
    'SECRETS',
    'LIMITE',
  ])
    expect(help.stdout).toMatch(new RegExp(`^ +${word} `, 'm'))
  expect((await machine.run([])).stdout).toBe(help.stdout)
  const guide = readFileSync(join(import.meta.dirname, '..', 'dashboards', 'guide', 'exploitation.md'), 'utf8')
  for (const [, command] of guide.matchAll(/\bmesure ([a-z]+)/g)) expect(COMMANDS).toContain(command)
  const each = await Promise.all(COMMANDS.map((command) => machine.run([command, '--help'])))
  for (const [i, { code, stdout, stderr }] of each.entries()) {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`mesure ${COMMANDS[i]}`)
  }
  expect(existsSync(machine.data)).toBe(false)
})

const REFUSED: [string, string[], RegExp, NodeJS.ProcessEnv?][] = [
  ['an unknown command', ['mesurer'], /« mesurer » n'est pas une commande/],
  ['an unknown option', ['ledger', '--xml'], /Options non comprises\. Usage : mesure ledger \[--json\]/],
  ['an option without its value', ['rebuild', '--du'], /Usage : mesure rebuild --du JOUR --au JOUR/],
  ['a malformed LISTEN', ['collect'], /LISTEN doit être comme 127\.0\.0\.1:8080 ; pas « 8080 »/, { LISTEN: '8080' }],
  ['a port that is none', ['ledger'], /LISTEN doit être comme/, { LISTEN: '127.0.0.1:99999' }],
  ['a malformed WEB_LISTEN', ['start'], /WEB_LISTEN doit être comme/, { WEB_LISTEN: 'localhost' }],
  ['a malformed LIMITE', ['start'], /LIMITE doit être un nombre/, { LIMITE: 'beaucoup' }],
  ['an unknown level', ['start'], /JOURNALISATION doit être/, { JOURNALISATION: 'tout' }],
  ['pages open to all', ['start'], /ne s'ouvrent pas sur 0\.0\.0\.0 sans secret/, { WEB_LISTEN: '0.0.0.0:0' }],
  ['pages open to all, alone', ['web'], /sans secret : donnez-en un dans ACCES/, { WEB_LISTEN: '0.0.0.0:0' }],
  [
    'a secret whose file is absent',
    ['web'],
    /ACCES : le fichier \/nulle\/part ne se lit pas \(ENOENT\)/,
    { ACCES: 'fichier:/nulle/part' },
  ],
  ['a secret whose file is empty', ['web'], /ACCES : le fichier \/dev\/null est vide/, { ACCES: 'fichier:/dev/null' }],
  [
    "a store's password whose file is absent",
    ['ledger'],
    /STORE_URL : le fichier \/nulle\/part ne se lit pas/,
    { STORE_URL: 'http://mesure@127.0.0.1:1/mesure?motdepasse_fichier=/nulle/part' },
  ],
  ['another log', ['ledger'], /LOG_URL vaut « redis:x »/, { LOG_URL: 'redis:x' }],
  ['another store', ['ledger'], /STORE_URL vaut « sqlite:x »/, { STORE_URL: 'sqlite:x' }],
  [
    'a file whose name says another format',
    ['export', 'profils', ...DAYS, '--format', 'csv', '--out', 'profils.XLSX'],
    /profils\.XLSX porte le nom d’un xlsx, et --format dit csv/,
  ],
  [
    "the ministry's file as a workbook",
    ['export', 'opendata', 'profils', ...DAYS, '--out', 'profils.xlsx'],
    /Les fichiers du ministère sont des CSV/,
  ],
  ['recorded requests that are not there', ['collect', '--from', 'absent.jsonl'], /absent\.jsonl ne se lit pas/],
]
/** By the engine, which runs beside. */
const REFUSED_BY_ENGINE: [string[], RegExp][] = [
  [['import', 'annuaire'], /Donnez au moins un fichier/],
  [['import', 'eleves', 'x.csv'], /attend annuaire, projets, effectifs, calendrier, opendata ; pas « eleves »/],
  [['import', 'annuaire', 'absent.csv'], /absent\.csv ne se lit pas \(ENOENT\)/],
  [['rebuild'], /--du doit être une date, comme 2026-10-24/],
  [['replay', '--du', '2026-02-30', '--au', '2026-03-01'], /--du doit être une date/],
  [[...EXPORT.slice(0, 5), '--au', 'demain'], /--au doit être une date/],
  [['rebuild', '--du', '2026-09-02', '--au', '2026-09-01'], /vient après --au 2026-09-01/],
  [['export', 'opendata', 'eleves', ...DAYS], /attend profils, services, appareils, profils-appareils/],
  [['export', 'pdf', ...DAYS], /connaît opendata et synthese, .* ; pas « pdf »/],
]
test.each(REFUSED)('%s is refused with one sentence: %j', async (_what, args, sentence, settings) => {
  refusedWith(await compiled.run(args, settings), sentence)
})

describe('the data folder', () => {
  test('of a newer version is left alone', async () => {
    const data = join(compiled.folder, 'newer')
    mkdirSync(data)
    writeFileSync(join(data, 'format'), '99\n')
    for (const command of [['ledger'], ['collect'], ['start']])
      refusedWith(
        await compiled.run(command, { DATA: data }),
        /vient d'une version plus récente \(format 99, ici \d+\)/,
      )
    expect(readdirSync(data)).toEqual(['format'])
  })

  test.each(['ledger', 'start', 'collect', 'demo'])('where nothing can be written: %s', async (command) => {
    const file = compiled.file('un-fichier', '')
    refusedWith(await compiled.run([command], { DATA: join(file, 'data') }), /ne peut pas être écrit \(ENOTDIR\)/)
  })

  test.skipIf(process.platform !== 'linux')('of a system that is read-only', async () => {
    refusedWith(await compiled.run(['ledger'], { DATA: '/sys/mesure' }), /ne peut pas être écrit/)
  })

  test('whose store a newer version made is left alone', async () => {
    const data = join(compiled.folder, 'newer-store')
    await placeStore(join(data, 'store'))
    const store = await openStore(`chdb:${join(data, 'store')}`)
    await store.command({ query: "INSERT INTO migration (nom) VALUES ('999_avenir.sql')" })
    await store.close()
    refusedWith(await compiled.run(['ledger'], { DATA: data }), /version plus récente \(elle connaît 999_avenir\.sql\)/)
  })

  test('that another process holds is left to it', async () => {
    const data = join(compiled.folder, 'held')
    const one = compiled.launch(['process'], { DATA: data })
    const socket = join(data, 'engine.sock')
    await eventually('the first one answers', () => existsSync(socket))
    const measured = () => fetch(`${compiled.webUrl}/metrics`).then((answer) => answer.text())
    await eventually('it says to Prometheus how far the figures go', async () =>
      (await measured().catch(String)).match(/mesure_complet_jusqua_secondes \d{10}/),
    )
    // The embedded engine writes a line of its own before ours.
    const { code, stderr } = await compiled.run(['process'], { DATA: data })
    expect({ code, last: stderr.trimEnd().split('\n').at(-1) }).toEqual({
      code: 1,
      last: expect.stringMatching(/^La base .+ ne s'ouvre pas .+ arrêtez-le ou passez par lui\.$/),
    })
    expect(await compiled.run(['ledger', '--json'], { DATA: data })).toMatchObject({ code: 0, stderr: '' })
    one.kill('SIGTERM')
    expect((await one.ended).code).toBe(0)
  })
})

test('a port that is taken is said, by the collector alone and by the whole', async () => {
  const taken = createServer()
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', () => done()))
  const address = `127.0.0.1:${(taken.address() as { port: number }).port}`
  refusedWith(await machine.run(['collect'], { LISTEN: address }), /ne s'ouvre pas \(EADDRINUSE\)/)
  refusedWith(await machine.run(['start'], { LISTEN: address }), /ne s'ouvre pas \(EADDRINUSE\)/)
  refusedWith(await machine.run(['start'], { WEB_LISTEN: address }), /ne s'ouvre pas \(EADDRINUSE\)/)
  taken.close()
})

test('collect --from says what it kept and refused, and each refused line', async () => {
  const data = join(machine.folder, 'recorded')
  const { annuaire, projets } = reference()
  const file = machine.file(
    'requests.jsonl',
    [
      linesOf([page('2026-09-15T08:05:00Z'), page('2026-09-16T08:05:00Z', {}, { uai: '0951234B' })]),
      '{"received": "hier"}\n',
      'pas du JSON\n',
      linesOf([page('2026-09-17T08:05:00Z', {}, { v: 2 }), page('2030-09-17T08:05:00Z')]),
    ].join(''),
  )
  const { code, stdout, stderr } = await machine.run(['collect', '--from', file], { DATA: data })
  expect({ code, stdout }).toEqual({ code: 0, stdout: '2 requêtes gardées (2 marqueurs), 4 refusées.\n' })
  // On a busy machine, how far it went is told too: a number first.
  const said = stderr.split('\n').filter((line) => line !== '' && !/^\d/.test(line))
  expect(said).toEqual([
    expect.stringMatching(/ligne 3 : received/),
    expect.stringMatching(/ligne 4 : n'est pas du JSON/),
    expect.stringMatching(/ligne 5 : body\.v/),
    expect.stringMatching(/ligne 6 : received est dans le futur/),
  ])

  // Without an engine beside, each command opens the store itself, and its result alone goes on standard output.
  const run = (...args: string[]) => machine.run(args, { DATA: data })
  expect(await run('import', 'annuaire', annuaire)).toMatchObject({ code: 0, stderr: '' })
  expect(await run('import', 'projets', projets)).toMatchObject({ code: 0, stderr: '' })
  expect(await run('process', '--once')).toMatchObject({ code: 0, stdout: '' })
  const ledger = await run('ledger', '--json')
  const line = { projet: 'ENT95', recus: 1, comptes: 0, doublons: 0, rejetes: {}, enAttente: 0 }
  expect(ledger).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(ledger.stdout)).toStrictEqual({
    ferme: true,
    lignes: [
      { ...line, jour: '2026-09-15', comptes: 1 },
      { ...line, jour: '2026-09-16', rejetes: { uai_cle: 1 } },
    ],
  })
  expect((await run('ledger')).stdout).toMatch(
    /^Jour +Projet[\s\S]+2026-09-15 +ENT95 +1 +1 [\s\S]+Le registre est clos/,
  )
  expect(await run('rebuild', ...DAYS)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^1 jours/),
  })
  expect(await run('replay', ...DAYS)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^2 marqueurs/),
  })

  const out = join(machine.folder, 'services.csv')
  const exported = await run(...EXPORT)
  expect(exported).toMatchObject({ code: 0, stderr: '' })
  expect(exported.stdout).toContain(`\r\n2026-09-14;${LYCEE.uai};`)
  expect(await run(...EXPORT, '--out', out)).toMatchObject({ code: 0, stdout: '' })
  const book = join(machine.folder, 'synthese.xlsx')
  expect(await run('export', 'synthese', ...DAYS, '--out', book)).toMatchObject({ code: 0, stdout: '', stderr: '' })
  expect(readFileSync(book).subarray(0, 2).toString()).toBe('PK')
  expect(readFileSync(out, 'utf8')).toBe(exported.stdout)
})

test('export --out leaves no half file, and an older one as it was', async () => {
  const out = compiled.file('ancien.csv', 'ancien')
  const before = readdirSync(compiled.folder)
  refusedWith(await compiled.run(['export', 'opendata', 'eleves', ...DAYS, '--out', out]), /attend profils/)
  expect(readFileSync(out, 'utf8')).toBe('ancien')
  const nowhere = join(compiled.folder, 'nulle-part', 'services.csv')
  refusedWith(await compiled.run([...EXPORT, '--out', nowhere]), /services\.csv ne s'écrit pas \(ENOENT\)/)
  refusedWith(await compiled.run([...EXPORT, '--out', compiled.folder]), /ne s'écrit pas/)
  expect(readdirSync(compiled.folder)).toEqual(before)
  if (existsSync('/dev/full'))
    expect((await compiled.run([...EXPORT, '--out', '/dev/full'])).code).toBeLessThanOrEqual(1)
})

test('requests of a year whose secret was destroyed are refused, and nothing of their file is kept', async () => {
  const data = join(machine.folder, 'destroyed')
  const secrets = join(machine.folder, 'secrets')
  mkdirSync(secrets)
  const settings = { DATA: data, SECRETS: secrets }
  const file = machine.file('past.jsonl', linesOf([page('2025-03-11T08:05:00Z')]))
  refusedWith(await machine.run(['collect', '--from', file], settings), /secret de l'année scolaire 2024-2025 manque/)
  writeFileSync(join(secrets, '2024-2025.secret'), `${'ab'.repeat(32)}\n`)
  expect(await machine.run(['collect', '--from', file], settings)).toMatchObject({ code: 0 })
  expect((await machine.run(['purge'], settings)).stdout).toMatch(/Secret de l'année 2024-2025 détruit/)
  expect(readdirSync(secrets)).toEqual(['2024-2025.detruit'])
  refusedWith(
    await machine.run(['collect', '--from', file], settings),
    /secret de l'année scolaire 2024-2025 a été détruit/,
  )
  expect(JSON.parse((await machine.run(['ledger', '--json'], settings)).stdout).lignes).toHaveLength(1)
  rmSync(secrets, { recursive: true })
})

describe('beside a running start', () => {
  test('commands go through its engine; its pages ask for the secret', async () => {
    const { annuaire, projets } = reference()
    const sql = `127.0.0.1:${await freePort()}`
    const settings = { ACCES: 'ouvre-toi', WEB_LISTEN: `0.0.0.0:${machine.webPort}`, SQL_LISTEN: sql }
    const all = await machine.start(settings)
    expect(all.stdout()).toMatch(/^Collecteur : http:.+\nPages : http:.+\n$/)
    for (const [kind, file] of [
      ['annuaire', annuaire],
      ['projets', projets],
    ] as const)
      expect(await machine.run(['import', kind, file])).toMatchObject({ code: 0, stderr: '' })
    for (const [args, sentence] of REFUSED_BY_ENGINE) refusedWith(await machine.run(args), sentence)
    const file = machine.file('beside.jsonl', linesOf([page('2026-09-15T08:05:00Z')]))
    expect((await machine.run(['collect', '--from', file])).stdout).toMatch(/^1 requêtes gardées/)
    expect(await machine.run(['process', '--once'])).toMatchObject({ code: 0, stdout: '' })
    expect(JSON.parse((await machine.run(['ledger', '--json'])).stdout)).toMatchObject({
      ferme: true,
      lignes: [{ comptes: 1 }],
    })
    expect(await machine.run(['rebuild', ...DAYS])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^1 jours/),
    })
    const out = join(machine.folder, 'beside.csv')
    expect(await machine.run([...EXPORT, '--out', out])).toMatchObject({ code: 0, stdout: '', stderr: '' })
    expect(readFileSync(out, 'utf8')).toBe((await machine.run(EXPORT)).stdout)
    const reports = join(machine.folder, 'reports')
    const report = ['rapport', '--mois', '2026-09', '--territoire', 'france', '--format', 'json,xlsx', '--out', reports]
    expect(await machine.run(report)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/rapport_2026-09_france/),
    })
    const published = readFileSync(join(reports, 'rapport_2026-09_france.json'), 'utf8')
    expect(JSON.parse(published)).toMatchObject({ territoire: 'France', provisoire: false, revision: 1 })
    refusedWith(
      await machine.run(['rapport', '--mois', '2026-09', '--territoire', 'x']),
      /--territoire doit être france/,
    )
    refusedWith(await machine.run([...report, '--format', 'doc']), /--format attend pdf, xlsx, csv, json/)
    const second = await machine.run(['start'], { LISTEN: '127.0.0.1:0', WEB_LISTEN: '127.0.0.1:0' })
    expect(second).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/arrêtez-le ou passez par lui/) })

    const asked = (headers = {}) => fetch(`${machine.webUrl}/api/registre`, { headers }).then(({ status }) => status)
    expect(await asked()).toBe(401)
    expect(await asked({ authorization: `Basic ${btoa('rectorat:ferme-toi')}` })).toBe(401)
    const known = { authorization: `Basic ${btoa('rectorat:ouvre-toi')}` }
    expect(await asked(known)).toBe(200)
    expect(await (await fetch(`http://${sql}/?query=SELECT+1`)).text()).toBe('1\n')
    const measured = (headers = {}) => fetch(`${machine.webUrl}/metrics`, { headers }).then((answer) => answer.text())
    expect(await measured()).not.toContain('mesure_')
    expect(await measured(known)).toContain('mesure_sql_secondes_count{statut="200"} 1\n')
    expect(await measured(known)).toMatch(
      /mesure_pages_secondes_count\{statut="401"\} [\s\S]+mesure_traitement_marqueurs_total\{verdict="compte"\} 1\n/,
    )
    all.kill('SIGTERM')
    expect(await all.ended).toMatchObject({ code: 0, stderr: '' })
  })
})

test('an output that is closed early ends a command without a stack trace', () => {
  const script = `"${process.execPath}" --import tsx cli.ts --help | head -1`
  const { stderr, status } = spawnSync('sh', ['-c', script], { encoding: 'utf8', cwd: join(import.meta.dirname, '..') })
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
})
