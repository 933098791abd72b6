// What the store is made of on a cluster, and accounts that no sentence repeats. No replicated server runs here: every statement
// is read as the engine's own parser reads it.
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clusterOf, migrate, onCluster } from '../schema/migrate.ts'
import { openStore, type Store, select } from '../schema/store.ts'
import { openInstall } from './helper.ts'
import { openMachine } from './machine.ts'
import { page } from './page.ts'
import { annuaireCsv, ECOLES } from './schools.ts'

const ROOT = join(import.meta.dirname, '..')

/** A store that only notes what it is told to do. */
const noting = () => {
  const told: string[] = []
  const store = {
    command: async ({ query }: { query: string }) => void told.push(query),
    query: async () => ({ json: async () => [] }),
  } as unknown as Store
  return { told, store }
}
const plain = (sql: string) => sql.replace(/--.*$/gm, '').trim()

let install: Awaited<ReturnType<typeof openInstall>>
beforeAll(async () => {
  install = await openInstall({ http: true })
})
afterAll(() => install.close())

test('every table and view is made on all replicas, by a replicated engine; the engine can read each statement', async () => {
  const { told, store } = noting()
  await migrate(store, 'mesure')
  const made = told.map(plain).filter((sql) => !sql.startsWith('INSERT INTO migration'))
  expect(made.length).toBeGreaterThan(60)
  // Rows that move from a table to the next go to one replica, which gives them to the others.
  expect(made.filter((sql) => sql.startsWith('INSERT'))).toEqual([
    'INSERT INTO semaine_publiee SELECT * FROM historique',
    'INSERT INTO utilisateurs_territoire SELECT * FROM utilisateurs SETTINGS max_partitions_per_insert_block = 0',
    'INSERT INTO decompte_jour SELECT jour, recu, projet, comptes, doublons FROM decompte SETTINGS max_partitions_per_insert_block = 0',
    expect.stringMatching(/^INSERT INTO mesure_territoire\nSELECT [\s\S]* FROM utilisateurs_territoire\n/),
    expect.stringMatching(/^INSERT INTO mesure_territoire\nSELECT [\s\S]*\nFROM territoire\n/),
  ])
  for (const sql of made.filter((sql) => !sql.startsWith('INSERT'))) {
    expect(sql).toMatch(
      /^(CREATE TABLE IF NOT EXISTS \w+|CREATE OR REPLACE VIEW \w+|ALTER TABLE \w+|(DROP|TRUNCATE) TABLE (IF EXISTS )?[\w\s,]+?) ON CLUSTER `mesure`/,
    )
    for (const [, engine] of sql.matchAll(/\bENGINE = (\w+)/g)) expect(engine).toMatch(/^Replicated\w*MergeTree$/)
    if (sql.includes('ENGINE =')) expect(sql).toMatch(/replicated_deduplication_window = \d+/)
    expect(sql).not.toContain('non_replicated')
    await select(install.store, `SELECT formatQuery('${sql.replace(/[\\']/g, '\\$&')}') AS f`)
  }
  // A token is remembered where inserts carry one, as long as on one server, and nowhere else are equal inserts taken for one.
  const windows = made.map(
    (sql) => /TABLE (?:IF NOT EXISTS )?(\w+)[\s\S]*replicated_deduplication_window = (\d+)/.exec(sql)?.slice(1) ?? [],
  )
  expect(windows.filter(([, n]) => Number(n) > 0)).toEqual([
    ['marker', '1000'],
    ['recu', '1000'],
    ['bail', '1000'],
    ['marker', '30000'],
    ['recu', '30000'],
  ])
})

test('a view that is no more is dropped on all replicas', () => {
  expect(onCluster('DROP VIEW IF EXISTS suivi', 'mesure')).toBe('DROP VIEW IF EXISTS suivi ON CLUSTER `mesure`')
})

test('nothing is changed for one server', async () => {
  const [{ told, store }, { told: clustered, store: other }] = [noting(), noting()]
  await migrate(store)
  await migrate(other, 'mesure')
  for (const sql of told) expect(onCluster(sql, null)).toBe(sql)
  expect(told.some((sql) => /CLUSTER|Replicated/.test(plain(sql)))).toBe(false)
  expect(clustered).toHaveLength(told.length)
})

test('no other statement makes, renames or drops what replicas hold', () => {
  const sources = [
    'cli.ts',
    ...['cli', 'processor', 'dashboards', 'schema'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(ts|sql)$/.test(name))
        .map((name) => join(folder, name)),
    ),
  ]
  const found = sources.filter((file) =>
    /\b(CREATE|DROP|RENAME|EXCHANGE|ATTACH|DETACH|TRUNCATE) (OR REPLACE )?(TABLES?|VIEW|DATABASE|MATERIALIZED|DICTIONARY)\b/.test(
      readFileSync(join(ROOT, file), 'utf8').replace(/^\s*(\/\/|--|\*).*$/gm, ''),
    ),
  )
  // What is made aside is local to its server on purpose; migrate.ts writes for the cluster; store.ts and interrupted.ts open the embedded store.
  const others = found.filter((file) => !/^schema\/(tables|indicators|atelier)\//.test(file))
  expect(others.sort()).toEqual([
    'processor/atelier.ts',
    'processor/periodes.ts',
    'processor/rebuild.ts',
    'schema/interrupted.ts',
    'schema/migrate.ts',
    'schema/store.ts',
  ])
})

test('the cluster is named by the address, as a word', () => {
  expect(clusterOf('https://u:p@h:8443/mesure?grappe=grappe_1')).toBe('grappe_1')
  expect(clusterOf('https://u:p@h:8443/mesure')).toBeNull()
  expect(clusterOf('chdb:/tmp/x?grappe=a')).toBeNull()
  expect(() => clusterOf('http://h/mesure?grappe=a`b')).toThrow(/grappe/)
})

test.each([
  'htp://mesure:s3cr3t@h:8123/mesure',
  'http://mesure:s3cr3t@h:port/mesure',
  'https://mesure:s3cr3t@h:8443/mesure?inconnu=1',
])('an address that is wrong is said without its account: %s', async (url) => {
  const error = await openStore(url).catch((thrown) => thrown)
  expect(error).toMatchObject({ name: 'Unusable', message: expect.stringContaining('STORE_URL') })
  expect(JSON.stringify([error.message, error.stack, String(error.cause)])).not.toContain('s3cr3t')
})

test('a process says in a sentence what it can not reach, or what refuses it, without its account', async () => {
  const machine = await openMachine({ JOURNALISATION: 'debug' })
  try {
    const away = 'http://mesure:s3cr3t@127.0.0.1:1/mesure'
    const refused = install.storeUrl.replace(/:[^:@/]*@/, ':s3cr3t@')
    const base = /^La base ne répond pas \(.+\) : vérifiez STORE_URL, puis relancez\.\n$/
    for (const [args, more, said] of [
      [['process', '--once'], { STORE_URL: away }, base],
      [['web'], { STORE_URL: away }, base],
      [['migrate'], { STORE_URL: refused }, base],
      [['migrate'], { STORE_URL: install.storeUrl.replace(/mesure$/, 'absente') }, base],
      [['ledger'], { STORE_URL: 'htp://mesure:s3cr3t@h/mesure' }, /^STORE_URL vaut « htp:\/\/…@h\/mesure » : .+\.\n$/],
      [
        ['collect', '--from', machine.file('page.jsonl', JSON.stringify(page('2026-11-24T08:05:00Z')))],
        { LOG_URL: 'kafka://mesure:s3cr3t@127.0.0.1:1/sujet?sasl=plain' },
        /^Le journal ne répond pas \(.+\) : vérifiez LOG_URL, puis relancez\.\n$/,
      ],
    ] as const) {
      const { code, stderr, stdout } = await machine.run(args, more)
      expect([args, code, stdout]).toEqual([args, 1, ''])
      expect(stderr).toMatch(said)
      expect(stderr).not.toContain('s3cr3t')
    }
    const urls = { STORE_URL: away, LOG_URL: 'kafak://mesure:s3cr3t@127.0.0.1:1/sujet' }
    const { code, stderr, stdout } = await machine.run(['doctor'], urls)
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toContain('base : La base ne répond pas')
    expect(stdout).not.toContain('s3cr3t')
  } finally {
    await machine.close()
  }
}, 240_000)

test('a server lost in the middle of a command is said in a sentence', async () => {
  const { port, hostname } = new URL(install.storeUrl)
  // Cut at the first insert, as a server that is killed then.
  const cut = createServer((client) => {
    const server = connect(Number(port), hostname)
    const end = () => void [client, server].map((socket) => socket.destroy())
    client.on('data', (piece) => (String(piece).includes('INSERT+INTO') ? end() : server.write(piece)))
    for (const socket of [client, server]) socket.on('error', end).on('close', end)
    server.pipe(client)
  }).listen(0, hostname)
  await once(cut, 'listening')
  const machine = await openMachine({
    STORE_URL: install.storeUrl.replace(port, String((cut.address() as AddressInfo).port)),
  })
  try {
    const said = await machine.run(['import', 'annuaire', machine.file('annuaire.csv', annuaireCsv(ECOLES))])
    expect(said).toMatchObject({ code: 1, stdout: '' })
    expect(said.stderr).toMatch(
      /^La base ne répond plus \(E[A-Z]+\) : la commande est abandonnée\. Relancez-la, .+\.\n$/,
    )
  } finally {
    await machine.close()
    cut.close()
  }
})
