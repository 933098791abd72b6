// The closed lists: their order, which decides ties; the enumerations of the real store; the columns of the ministry.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAtelier } from '../processor/atelier.ts'
import { OPENDATA, OPENDATA_SETS, opendataColumns } from '../schema/opendata.ts'
import { openStore, type Store, select } from '../schema/store.ts'
import {
  ACTIONS,
  APPAREILS,
  FUSEAUX,
  fuseauDuDepartement,
  isUaiKeyRight,
  isUaiShaped,
  NAVIGATEURS,
  normaliseUai,
  PROFILS,
  REJETS,
  SERVICES,
  SYSTEMES,
  TRANCHES,
  TYPES,
  uaiLetter,
} from '../schema/vocabulary.ts'
import { placeStore } from './helper.ts'

const ENUMERATED: Record<string, readonly string[]> = {
  profil: PROFILS,
  service: SERVICES,
  services: SERVICES,
  action: ACTIONS,
  type: TYPES,
  appareil: APPAREILS,
  os: SYSTEMES,
  navigateur: NAVIGATEURS,
  tranche: TRANCHES,
}

const folder = mkdtempSync(join(tmpdir(), 'mesure-vocabulary-'))
let store: Store
beforeAll(async () => {
  await placeStore(join(folder, 'store'))
  store = await openStore(`chdb:${join(folder, 'store')}`)
})
afterAll(async () => {
  await store?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('each vocabulary', () => {
  it.each(Object.entries(ENUMERATED))('is in the order of its codes as text, each once: %s', (_name, codes) => {
    expect(codes).toEqual([...new Set(codes)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
  })

  it('has the number of codes of the marking plan', () => {
    expect([PROFILS, SERVICES, REJETS].map(({ length }) => length)).toEqual([5, 26, 13])
  })
})

type Column = { table: string; name: string; type: string }

describe('the store', () => {
  /** The codes of an enumeration by their numbers, as the engine writes the type. */
  const codesOf = (type: string): [string, number][] =>
    [...type.matchAll(/'([^']+)' = (-?\d+)/g)].map(([, code, number]) => [code as string, Number(number)])

  const enumerations = (): Promise<Column[]> =>
    select<Column>(
      store,
      `SELECT table, name, type FROM system.columns WHERE database = currentDatabase() AND type LIKE '%Enum%' ORDER BY table, name`,
    )

  it('numbers the codes of every enumeration from 1, in the order of its vocabulary', async () => {
    const columns = (await enumerations()).filter(({ name }) => name !== 'verdict' && name !== 'genre')
    expect(columns.map(({ table, name }) => `${table}.${name}`)).toEqual(
      expect.arrayContaining(['marker.profil', 'marker.service', 'marker.tranche', 'visit.services', 'recu.tranche']),
    )
    for (const { table, name, type } of columns) {
      const vocabulary = ENUMERATED[name]
      expect(vocabulary, `${table}.${name} is an enumeration of no known vocabulary`).toBeDefined()
      expect(codesOf(type), `${table}.${name}`).toEqual(vocabulary?.map((code, i) => [code, i + 1]))
      expect(type, `${table}.${name}`).toMatch(/^(Array\()?Enum8\(/)
    }
  })

  it('numbers verdicts in the order in which reasons are looked for, compte being 0', async () => {
    const columns = (await enumerations()).filter(({ name }) => name === 'verdict')
    expect(columns.length).toBeGreaterThan(0)
    for (const { table, type } of columns)
      expect(codesOf(type), table).toEqual(['compte', ...REJETS].map((code, i) => [code, i]))
  })

  it('keeps every code apart in `presence`, a bit each, through the number that it is made from', async () => {
    const nth = (codes: readonly string[], n: number) => codes[n % codes.length] as string
    const seen = SERVICES.map((service, n) => ({
      visiteur: n + 1,
      services: [service],
      appareil: nth(APPAREILS, n),
      os: nth(SYSTEMES, n),
      navigateur: nth(NAVIGATEURS, n),
      profil: nth(PROFILS, n),
    }))
    const place = { jour: '2026-11-17', uai: '0951234X', projet: 'ENT95' }
    await store.insert({
      table: 'visit',
      format: 'JSONEachRow',
      values: seen.map((visit) => ({ ...place, ...visit })),
    })
    const statement = (name: string) => readFileSync(join(import.meta.dirname, `../processor/sql/${name}.sql`), 'utf8')
    const { sql } = await openAtelier(store, null, false)
    await store.command({
      query: sql(statement('presence').replace('@seances\n', statement('seances_jour'))),
      query_params: { genre: 'jour', debut: place.jour },
    })
    const rows = await select<Record<string, unknown>>(
      store,
      sql(`SELECT toUInt32(visiteur) AS visiteur, profil, bitPositionsToArray(services) AS services, bitPositionsToArray(appareils) AS appareils,
         bitPositionsToArray(systemes) AS systemes, bitPositionsToArray(navigateurs) AS navigateurs
       FROM presence_suivante ORDER BY visiteur`),
    )
    const bit = (codes: readonly string[], code: string) => [codes.indexOf(code) + 1]
    expect(rows).toEqual(
      seen.map(({ visiteur, services: [service], appareil, os, navigateur, profil }) => ({
        visiteur,
        profil,
        services: bit(SERVICES, service as string),
        appareils: bit(APPAREILS, appareil),
        systemes: bit(SYSTEMES, os),
        navigateurs: bit(NAVIGATEURS, navigateur),
      })),
    )
  })

  it('knows every time zone', async () => {
    const zones = await select<{ time_zone: string }>(store, 'SELECT time_zone FROM system.time_zones')
    const known = new Set(zones.map(({ time_zone }) => time_zone))
    expect(FUSEAUX.filter((zone) => !known.has(zone))).toEqual([])
    for (const departement of ['095', '971', '974', '975', '988', '2A'])
      expect(FUSEAUX).toContain(fuseauDuDepartement(departement))
  })
})

describe('the open-data files', () => {
  const headers = readFileSync(join(import.meta.dirname, 'fixtures/opendata-columns.txt'), 'utf8')
    .trim()
    .split('\n')

  it.each(OPENDATA_SETS.map((set, i) => [set, i] as const))(
    '%s has the columns of the ministry, to the letter',
    (set, i) => {
      expect(opendataColumns(set).join(';')).toBe(headers[i])
    },
  )

  it('take their groups from the vocabularies', () => {
    const codes = (dimension: string) =>
      OPENDATA_SETS.flatMap((set) => OPENDATA[set].groups as readonly { dimension: string; code: string }[])
        .filter((group) => group.dimension === dimension)
        .map(({ code }) => code)
        .sort()
    expect(codes('profil')).toEqual(PROFILS.filter((code) => code !== 'AUTRE'))
    expect(codes('service')).toEqual(SERVICES.filter((code) => code !== 'PAGE_ENT'))
    expect(codes('appareil')).toEqual(APPAREILS)
    expect(codes('os')).toEqual(SYSTEMES)
    expect(codes('navigateur')).toEqual([...NAVIGATEURS].sort())
  })
})

describe('a UAI', () => {
  it.each([
    ['0951234X', '0951234X'],
    [' 951234x ', '0951234X'],
    ['9740001a', '9740001A'],
    ['', ''],
    ['   ', ''],
  ])('%j is normalised to %j', (written, expected) => {
    expect(normaliseUai(written)).toBe(expected)
  })

  it('has the letter of its digits modulo 23', () => {
    expect(uaiLetter('0000000')).toBe('A')
    expect(uaiLetter('0000022')).toBe('Z')
    expect(uaiLetter('0000023')).toBe('A')
    const right = `0951234${uaiLetter('0951234')}`
    expect(isUaiKeyRight(right)).toBe(true)
    for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')
      expect(isUaiKeyRight(`0951234${letter}`)).toBe(`0951234${letter}` === right)
    expect(['0951234X', '951234X', '09512345', '0951234x', '0951234XX', '095 234X'].map(isUaiShaped)).toEqual([
      true,
      ...Array(5).fill(false),
    ])
  })
})
