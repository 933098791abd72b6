// ClickHouse's HTTP protocol over the embedded engine: its own client reads, nobody writes, nothing sticks.
import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refuseSql } from '../dashboards/sql-guard.ts'
import { openStore } from '../schema/store.ts'
import { openSqlPort } from './sql-port.ts'

let port: Awaited<ReturnType<typeof openSqlPort>>
let install: (typeof port)['install']
let app: (typeof port)['app']
let client: ClickHouseClient
let url: string
beforeAll(async () => {
  port = await openSqlPort()
  install = port.install
  app = port.app
  url = `http://${port.address}`
  client = createClient({ url, compression: { request: true, response: true }, log: { level: ClickHouseLogLevel.OFF } })
})
afterAll(async () => {
  await client?.close()
  await port?.close()
})

const rows = async (query: string, query_params: Record<string, unknown> = {}) =>
  (await client.query({ query, query_params, format: 'JSONEachRow' })).json()
const post = (body: string | Buffer, query = '', headers: Record<string, string> = {}) =>
  fetch(`${url}/${query}`, { method: 'POST', body: body as never, headers })

describe('reads', () => {
  it('answers its own client: ping, parameters, gzip both ways', async () => {
    expect(await client.ping()).toEqual({ success: true })
    expect(await rows('SELECT n, texte FROM essai WHERE n = {n:UInt32}', { n: 1 })).toEqual([{ n: 1, texte: 'é' }])
    const text = 'a\t\n\\\'"é'
    expect(await rows('SELECT {s:String} AS s, {l:Array(String)} AS l', { s: text, l: ['x', text] })).toEqual([
      { s: text, l: ['x', text] },
    ])
    expect(await rows('SELECT {n:Nullable(String)} AS n', { n: null })).toEqual([{ n: null }])
    const response = await post(gzipSync('SELECT 1'), '', { 'content-encoding': 'gzip', 'accept-encoding': 'gzip' })
    expect([await response.text(), response.headers.get('content-encoding')]).toEqual(['1\n', 'gzip'])
  })

  it('keeps binary formats as the engine wrote them, and says which', async () => {
    const response = await post('SELECT 18446744073709551615 AS n', '?default_format=RowBinary')
    expect(Buffer.from(await response.arrayBuffer()).toString('hex')).toBe('ffffffffffffffff')
    expect(response.headers.get('x-clickhouse-format')).toBe('RowBinary')
    const native = await fetch(`${url}/?query=${encodeURIComponent('SELECT 255::UInt8 AS a FORMAT Native')}`)
    expect(Buffer.from(await native.arrayBuffer()).toString('latin1')).toBe('\x01\x01\x01a\x05UInt8\xff')
  })

  it('runs two queries at once', async () => {
    const order: string[] = []
    await Promise.all([
      rows('SELECT sleep(1.5)').then(() => order.push('slow')),
      rows('SELECT 1').then(() => order.push('quick')),
    ])
    expect(order).toEqual(['quick', 'slow'])
  })
})

describe('refusals', () => {
  it('gives the code and the text of the engine, and serves on', async () => {
    await expect(rows('SELECT * FROM absente')).rejects.toMatchObject({ code: '60', type: 'UNKNOWN_TABLE' })
    const response = await post('SELECT FROM FROM')
    expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([400, '62'])
    expect((await post(Buffer.from('no gzip'), '', { 'content-encoding': 'gzip' })).status).toBe(400)
    expect(await rows('SELECT 1 AS a')).toEqual([{ a: 1 }])
  })

  it('writes nothing', async () => {
    await expect(client.insert({ table: 'essai', values: [{ n: 9 }], format: 'JSONEachRow' })).rejects.toMatchObject({
      code: '164',
    })
    await expect(client.command({ query: 'DROP TABLE essai' })).rejects.toMatchObject({ code: '164' })
    const file = join(install.folder, 'written')
    await expect(client.command({ query: `SELECT 1 INTO OUTFILE '${file}'` })).rejects.toMatchObject({ code: '164' })
    expect(existsSync(file)).toBe(false)
    expect(await rows('SELECT count()::UInt8 AS c FROM essai')).toEqual([{ c: 3 }])
  })

  it('is refused by the engine too', async () => {
    const reader = await openStore(`chdb:${join(install.folder, 'store')}`, {
      readonly: true,
      limits: ['max_threads = 1'],
    })
    for (const query of ['DROP TABLE essai', 'INSERT INTO essai VALUES (4, 0)', 'SET max_threads = 9'])
      await expect(reader.command({ query }), query).rejects.toMatchObject({ code: '164' })
    await reader.close()
  })

  it('lets nothing stick to the next query', async () => {
    for (const query of ['SET max_threads = 1', 'SET param_x = 1', 'USE system', 'SELECT 1; USE system'])
      await expect(client.command({ query }), query).rejects.toMatchObject({ code: '164' })
    const settings = '?max_execution_time=1&readonly=0&database=system'
    expect(await (await post('SELECT currentDatabase()', settings)).text()).toBe('system\n')
    for (let n = 0; n < 4; n++) {
      const asked = "SELECT currentDatabase(), getSetting('max_execution_time'), getSetting('readonly')"
      expect(await (await post(asked)).text()).toBe('mesure\t60\t1\n')
    }
  })

  it.each([
    "SELECT file('/etc/passwd')",
    "SELECT `file`('/etc/passwd')",
    "SELECT `fi\\x6ce`('/etc/passwd')",
    "SELECT “file”('/etc/passwd')",
    "SELECT * APPLY file FROM (SELECT '/etc/passwd')",
    "SELECT $$'$$, file('/etc/passwd') --'",
    "/* /* */ ' */ SELECT 1 INTO OUTFILE 'a' --'",
    'KILL QUERY WHERE 1',
    'SELECT 1 AS "`" , "\' , file(1) --\'',
    'SELECT 1 /* sans fin',
    'SELECT 1 PARALLEL WITH KILL QUERY WHERE 1',
    "DESCRIBE url('file:///etc/passwd', CSVWithNames)",
    "(/* */desc -- \n TABLE `url`('file:///etc/passwd', CSVWithNames))",
    "EXPLAIN TABLE OVERRIDE mysql('10.0.0.1:3306', 'a', 'b', 'c', 'd')",
  ])('refuses %s', (sql) => expect(refuseSql(sql)).not.toBeNull())

  it.each([
    'SELECT \'file; INTO OUTFILE\', "é" -- fin ; x',
    '(SELECT 1) UNION ALL (SELECT 2);',
    'WITH 1 AS a SELECT a',
    'DESCRIBE TABLE mesure.essai',
    'DESCRIBE (SELECT max(n) FROM essai)',
  ])('lets %s pass', (sql) => expect(refuseSql(sql)).toBeNull())

  it('opens no file and no address, however they are asked for', async () => {
    const file = join(install.folder, 'secret')
    writeFileSync(file, 'c0ffee\n')
    const reached: (string | undefined)[] = []
    const elsewhere = createServer((request, response) => {
      reached.push(request.url)
      response.end('a,b\n1,2\n')
    })
    await new Promise<void>((listening) => elsewhere.listen(0, '127.0.0.1', listening))
    const { port } = elsewhere.address() as AddressInfo
    const [here, there] = [`url('file://${file}', JSONEachRow)`, `url('http://127.0.0.1:${port}/x', CSVWithNames)`]
    const statements = [here, there].flatMap((one) => [
      `SELECT * FROM ${one}`,
      `DESCRIBE ${one}`,
      `DESC TABLE ${one}`,
      `DESCRIBE (${one})`,
      `DESCRIBE ((${one}))`,
      `DESCRIBE (SELECT * FROM ${one})`,
      `DESCRIBE (SELECT * FROM (DESCRIBE ${one}))`,
      `SELECT * FROM (DESCRIBE ${one})`,
      `SELECT * FROM viewExplain('EXPLAIN', '', (SELECT * FROM ${one}))`,
      `EXPLAIN ${one}`,
      `EXPLAIN SYNTAX DESCRIBE ${one}`,
      `EXPLAIN AST DESCRIBE ${one}`,
      `EXPLAIN DESCRIBE ${one}`,
      `EXPLAIN QUERY TREE SELECT * FROM ${one}`,
      `EXPLAIN TABLE OVERRIDE ${one}`,
      `EXISTS ${one}`,
      `SHOW COLUMNS FROM ${one}`,
      `SHOW CREATE TABLE ${one}`,
      `WITH (SELECT 1) AS a SELECT * FROM ${one}`,
      `SELECT 1 IN (SELECT * FROM ${one})`,
    ])
    for (const statement of statements) {
      const answer = await post(statement)
      expect([statement, await answer.text()]).not.toEqual([statement, expect.stringContaining('c0ffee')])
    }
    expect(reached).toEqual([])
    elsewhere.close()
  })

  it('bounds what a query holds, in the engine and in its answer while it is made', async () => {
    const answers = [
      await post('SELECT * FROM numbers(1000000000)'),
      await post("SELECT repeat('a', 100000) FROM numbers(4000)"),
      // Less in columns than as text.
      await post('SELECT number AS nombre FROM numbers(9000000)', '?default_format=JSON'),
      await post('SELECT length(groupArray(number)) FROM numbers(1000000000)'),
    ]
    expect(answers.map(({ headers }) => headers.get('x-clickhouse-exception-code'))).toEqual([
      '396',
      '396',
      '396',
      '241',
    ])
    expect(await answers[0]?.text()).toMatch(/^Code: 396\. DB::Exception: .+\(TOO_MANY_ROWS_OR_BYTES\)\n$/)
    expect(await rows('SELECT 1 AS a')).toEqual([{ a: 1 }])
  }, 60_000)

  it('reads from this machine only', async () => {
    const answer = await app.inject({ url: '/?query=SELECT+1', headers: { host: 'ailleurs.example' } })
    expect(answer.statusCode).toBe(403)
  })
})
