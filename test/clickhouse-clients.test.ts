// ClickHouse's HTTP protocol over the embedded engine, read by the clients of others: Python's, of pandas, and Go's, of Grafana's
// own source. In CI both are needed; elsewhere a test that can not have its client says so.
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSqlPort } from './sql-port.ts'

const SOURCES = join(import.meta.dirname, 'clients')
const CACHE = join(import.meta.dirname, '..', 'node_modules', '.cache')

const TYPES = `SELECT number AS n, toLowCardinality(toString(number)) AS k,
  toLowCardinality(if(number = 0, NULL, 'x')::Nullable(String)) AS kn, [toLowCardinality('a'), 'b', 'a'] AS ka,
  arrayResize(['é'], number) AS vide, map('m', number::UInt8) AS m, (1::UInt16, 'b')::Tuple(a UInt16, b String) AS t,
  CAST(if(number = 0, NULL, 1.5), 'Nullable(Decimal(20, 2))') AS d, toDateTime64('2026-11-24 08:05:00.123', 3, 'UTC') AS h,
  CAST('a, (b', 'Enum8(\\'a, (b\\' = 1)') AS e, toFixedString('abc', 3) AS f, toDate('2026-11-24') AS j, true AS v,
  [[1::Int128], []] AS nn, toIPv6('::1') AS ip, toUUID('00000000-0000-0000-0000-000000000001') AS u, NULL AS rien, 0.5::Float32 AS r
  FROM numbers(2)`

/** Each is made once, of packages at one version, in a folder named by it: how, and what then reads from an address. */
const CLIENTS = [
  {
    name: "Python's clickhouse-connect",
    folder: 'clickhouse-connect-1.12.0',
    make: (folder: string): [string, ...string[]][] => [
      ['python3', '-m', 'venv', folder],
      [join(folder, 'bin', 'pip'), 'install', '-q', '-r', join(SOURCES, 'requirements.txt')],
    ],
    read: (folder: string) => [join(folder, 'bin', 'python'), join(SOURCES, 'lit.py')],
    queries: [] as string[],
    expected: [] as string[],
  },
  {
    name: "Go's clickhouse-go",
    folder: 'clickhouse-go-2.43.0',
    make: (folder: string): [string, ...string[]][] => [
      // Nothing of it runs twice: to optimise it, and all of Go's library, would be half of its making.
      [
        'env',
        'CGO_ENABLED=0',
        'go',
        'build',
        '-C',
        SOURCES,
        '-gcflags=all=-N -l',
        '-ldflags=-s -w',
        '-o',
        join(folder, 'lit'),
        'lit.go',
      ],
    ],
    read: (folder: string) => [join(folder, 'lit')],
    // Its Native is of a revision, which the engine does not write: every kind of column, then none, one that is unknown, blocks.
    queries: [
      TYPES,
      'SELECT 1 AS a, toLowCardinality(toString(number)) FROM numbers(0)',
      "SELECT CAST('{}', 'JSON')",
      "SELECT toLowCardinality(toString(number)) AS k, ['a'] AS l FROM numbers(70000)",
    ],
    expected: [
      '0 "0" null ["a","b","a"] [] {"m":0} {"a":1,"b":"b"} null "2026-11-24T08:05:00.123Z" "a, (b" "abc" "2026-11-24T00:00:00Z" true [[1],[]] "::1" "00000000-0000-0000-0000-000000000001" null 0.5',
      '1 "1" "x" ["a","b","a"] ["é"] {"m":1} {"a":1,"b":"b"} "1.5" "2026-11-24T08:05:00.123Z" "a, (b" "abc" "2026-11-24T00:00:00Z" true [[1],[]] "::1" "00000000-0000-0000-0000-000000000001" null 0.5',
      expect.stringContaining('Le type JSON ne se lit pas ici'),
      ...Array.from({ length: 70_000 }, (_, n) => `"${n}" ["a"]`),
    ],
  },
]
type Client = (typeof CLIENTS)[number]

/** Why there is no such client here; null when there is. */
const whyNo = ({ folder, make }: Client): string | null => {
  if (existsSync(join(CACHE, folder, 'whole'))) return null
  mkdirSync(join(CACHE, folder), { recursive: true })
  for (const [command, ...args] of make(join(CACHE, folder))) {
    const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
    if (status !== 0) return `${command} ${args.join(' ')}: ${error?.message ?? stderr.slice(-500)}`
  }
  mkdirSync(join(CACHE, folder, 'whole'))
  return null
}

let port: Awaited<ReturnType<typeof openSqlPort>>
beforeAll(async () => {
  port = await openSqlPort()
})
afterAll(() => port?.close())

it.for(CLIENTS)('answers $name', { timeout: 240_000 }, async (client, { skip }) => {
  const reason = whyNo(client)
  if (reason !== null && process.env.CI) throw new Error(`the tests need ${client.name}: ${reason}`)
  if (reason !== null) process.stderr.write(`${client.name} does not read: ${reason}\n`)
  skip(reason !== null, reason ?? '')
  const [command = '', ...args] = client.read(join(CACHE, client.folder))
  const { stdout } = await promisify(execFile)(command, [...args, port.address, ...client.queries], { maxBuffer: 1e7 })
  const [first, second, refusal, ...others] = stdout.trim().split('\n')
  expect([first, second]).toEqual(['1 é', '2 b'])
  expect(refusal).toMatch(/\b164\b.*Lecture seule/)
  expect(others).toEqual(client.expected)
})
