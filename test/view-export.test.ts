// `mesure export VUE`: every published view leaves as it is, in three formats, through the engine's socket too.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeExport } from '../dashboards/export.ts'
import { exportView, viewScope } from '../dashboards/view-export.ts'
import { VIEW_FORMATS, VUES } from '../dashboards/words.ts'
import { callEngine, serveCommands } from '../processor/control.ts'
import { readSql } from '../schema/sql.ts'
import { select } from '../schema/store.ts'
import { PORTEE } from '../schema/views.ts'
import { NOW, openInstall } from './helper.ts'
import { annuaireCsv, ECOLES, LYCEE, PROJETS } from './schools.ts'

let install: Awaited<ReturnType<typeof openInstall>>
const folder = mkdtempSync(join(tmpdir(), 'mesure-view-'))
beforeAll(async () => {
  install = await openInstall()
  await install.importAnnuaireCsv(annuaireCsv(ECOLES))
  await install.importProjets(PROJETS)
  await install.collect(
    Array.from({ length: 9 }, (_, i) => ({
      received: `2026-10-0${1 + (i % 7)}T08:15:00.000Z`,
      body: {
        v: 1,
        projet: 'ENT95',
        uai: LYCEE.uai,
        profil: i < 6 ? 'ELEVE' : 'ENSEIGNANT',
        visiteur: `person-${i}`,
        markers: [{ id: `marker-of-person-${i}`, age: 0, action: 'page', service: 'ACCUEIL' }],
      },
    })),
  )
  await install.process()
})
afterAll(async () => {
  await install.close()
  rmSync(folder, { recursive: true, force: true })
})

const SILENT = { write: () => {}, progress: () => {} }
const SCOPE = viewScope.parse({ genre: 'mois', du: '2026-10-01', au: '2026-10-31' })
const bytesOf = async (vue: string, format: (typeof VIEW_FORMATS)[number], scope = SCOPE): Promise<Buffer> => {
  const pieces: Uint8Array[] = []
  for await (const piece of exportView(install.store, vue, scope, format)) pieces.push(Buffer.from(piece as string))
  return Buffer.concat(pieces)
}
const rowsOf = async (vue: string, scope = SCOPE): Promise<Record<string, string>[]> =>
  parse(await bytesOf(vue, 'csv', scope), { delimiter: ';', columns: true })

it('takes each published view', { timeout: 240_000 }, async () => {
  for (const vue of VUES) {
    const [head = []] = parse(await bytesOf(vue, 'csv'), { delimiter: ';' }) as string[][]
    expect(head.length, vue).toBeGreaterThan(2)
  }
})

it('takes no view that is not for readers', () => {
  expect(readSql('indicators/cellules.sql')).toContain('@portee')
  for (const vue of ['cellules', 'perimetre', 'ecole', 'marker', 'profils; DROP TABLE visit'])
    expect(() => exportView(install.store, vue, SCOPE, 'csv'), vue).toThrow(/connaît opendata et synthese/)
})

it('gives the rows of the view, and hides what it hides', async () => {
  const [row] = await rowsOf('synthese')
  expect(row).toMatchObject({ debut: '2026-10-01', visites: '9', utilisateurs: '9', ecoles_actives: '1' })
  const profils = await rowsOf('profils')
  expect(profils.find(({ profil }) => profil === 'ELEVE')).toMatchObject({ visites: '6', masque: '' })
  expect(profils.find(({ profil }) => profil === 'ENSEIGNANT')).toMatchObject({ visites: '', masque: '< 5' })
  expect(profils.filter(({ visites }) => visites === '')).toHaveLength(2)
  expect(await rowsOf('synthese', { ...SCOPE, projet: 'ENT974' })).toMatchObject([{ visites: '0' }])
})

it('gives the same in a workbook and in Parquet', async () => {
  const sheet = Buffer.from(unzipSync(await bytesOf('synthese', 'xlsx'))['xl/worksheets/sheet1.xml'] ?? '').toString()
  expect(sheet).toContain('>visites<')
  // 1 October 2026, nine visits.
  expect(sheet).toMatch(/<v>46296<\/v>.*<v>9<\/v>/)
  const file = join(folder, 'synthese.parquet')
  writeFileSync(file, await bytesOf('synthese', 'parquet'))
  const [row] = await select<Record<string, unknown>>(install.store, `SELECT * FROM file('${file}', Parquet)`)
  expect(row).toMatchObject({ visites: 9, utilisateurs: 9 })
})

it('crosses the engine’s socket byte for byte', async () => {
  const server = await serveCommands(folder, async ({ args, options }, output) => {
    await writeExport(install.store, args, options, { du: SCOPE.du, au: SCOPE.au }, NOW, output)
    return 0
  })
  for (const format of VIEW_FORMATS) {
    const pieces: Buffer[] = []
    const write = (piece: string | Uint8Array) => void pieces.push(Buffer.from(piece as string))
    const command = { name: 'export', args: ['synthese'], options: { genre: 'mois', format } }
    expect(await callEngine(folder, command, { write, say: () => {}, progress: () => {} })).toBe(0)
    expect(Buffer.concat(pieces).equals(await bytesOf('synthese', format)), format).toBe(true)
  }
  server.close()
})

it('refuses a filter that means nothing', async () => {
  const ask = (options: Record<string, string>) =>
    writeExport(install.store, ['synthese'], options, { du: SCOPE.du, au: SCOPE.au }, NOW, SILENT)
  await expect(ask({ genre: 'siecle' })).rejects.toThrow(/^--genre : valeur non comprise/)
  await expect(ask({ degre: '3', secteur: 'X' })).rejects.toThrow(/^--degre, --secteur : valeur non comprise/)
  await expect(ask({ format: 'doc' })).rejects.toThrow(/--format attend csv, xlsx, parquet ; pas « doc »/)
  expect(Object.keys(viewScope.shape)).toEqual(Object.keys(PORTEE))
})
