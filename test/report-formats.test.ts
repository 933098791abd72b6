// The four formats of a report: each read back by a tool that knows nothing of us, and all say the same numbers.
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'csv-parse/sync'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spreadsheetCsv } from '../dashboards/rapport/csv.ts'
import { writeReport } from '../dashboards/rapport/files.ts'
import { duree, ecrit } from '../dashboards/rapport/french.ts'
import { type Cellule, type Genre, jsonSchema, type Rapport, rapport } from '../dashboards/rapport/model.ts'
import { writeXlsx } from '../dashboards/rapport/xlsx.ts'
import { FORMATS } from '../dashboards/words.ts'
import { pdfPages, pdfUa, whyNoReaders, workbookSheets } from './documents.ts'
import { inventedReport } from './invented-report.ts'

const NAME = 'rapport_2026-10_academie-de-versailles_provisoire'
const folder = mkdtempSync(join(tmpdir(), 'mesure-report-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (...path: string[]) => join(folder, ...path)

/** As a person compares them: without the spaces, which each format puts elsewhere. */
const bare = (text: string) => text.replace(/\s/g, '')
const report = rapport.parse(inventedReport(130))

beforeAll(async () => {
  await writeReport(folder, report, FORMATS)
})

describe('a report', () => {
  it('is a file a format, and a folder for CSV', () => {
    expect(readdirSync(folder).sort()).toEqual([`${NAME}.json`, `${NAME}.pdf`, `${NAME}.xlsx`, `${NAME}_csv`])
  })

  it('has the same bytes when it is written again', async () => {
    const again = mkdtempSync(join(tmpdir(), 'mesure-report-'))
    await writeReport(again, report, FORMATS)
    const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.length).toBeGreaterThan(10)
    for (const { parentPath, name } of files) {
      const path = join(parentPath, name)
      expect(hashOf(path.replace(folder, again)), name).toBe(hashOf(path))
    }
    rmSync(again, { recursive: true })
  })

  it('leaves no file of a set that could not be written whole', async () => {
    const refused = at('refused')
    writeFileSync(refused, 'a file where a folder is wanted')
    await expect(writeReport(refused, report, ['json'])).rejects.toThrow(/ne s'écrit pas \(EEXIST\)/)
    rmSync(refused)
    const broken: Rapport = {
      ...report,
      sections: [{ id: 'x', titre: 'X', blocs: [{ genre: 'table', table: 'none' }] }],
    }
    const empty = at('empty')
    await expect(writeReport(empty, broken, ['json', 'csv', 'pdf'])).rejects.toThrow('no table none')
    expect(readdirSync(empty)).toEqual([])
    rmSync(empty, { recursive: true })
  })
})

describe('JSON', () => {
  it('is the report, to the letter, and obeys the published schema', () => {
    const read = JSON.parse(readFileSync(at(`${NAME}.json`), 'utf8'))
    expect(read).toEqual(report)
    const validate = new Ajv2020({ strict: false, formats: { date: true } }).compile(jsonSchema())
    expect(validate(read), JSON.stringify(validate.errors)).toBe(true)
    expect(validate({ ...read, mois: 'octobre' })).toBe(false)
  })
})

describe('CSV', () => {
  const plain = (cell: Cellule, genre: Genre): string => {
    if (cell === null) return ''
    if (typeof cell === 'object') return cell.masque
    return genre === 'duree' ? duree(Number(cell)) : String(cell)
  }

  it('for programs has every cell, with names, plain numbers and ISO dates', () => {
    for (const table of report.tables) {
      const [head, ...rows] = parse(readFileSync(at(`${NAME}_csv`, `${table.id}.csv`)), { delimiter: ';' })
      expect(head).toEqual(table.colonnes.map(({ id }) => id))
      expect(rows).toEqual(
        table.lignes.map((row) => row.map((cell, i) => plain(cell, table.colonnes[i]?.genre ?? 'texte'))),
      )
    }
  })

  it('for spreadsheets has a BOM, decimal commas, and no cell that they would run', () => {
    const bytes = readFileSync(at(`${NAME}_csv`, 'tableur', 'etablissements.csv'))
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const rows: string[][] = parse(bytes, { delimiter: ';', bom: true })
    expect(rows[0]).toContain('Évolution sur un mois (%)')
    expect(rows[2]).toContain('-18,7')
    expect(rows[2]).toContain('9,1')
    const texts = rows.slice(1).map((row) => row[1])
    expect(texts).toContain("'=SOMME(A1:A9)")
  })

  it('for spreadsheets says of a share that is nearly nothing that it is some', () => {
    const colonnes = [{ id: 'part', titre: 'Part', genre: 'part' as const, somme: false, imprimee: true }]
    const lignes = [[0], [0.000036], [0.5], [0.99996]]
    expect([...spreadsheetCsv({ colonnes, lignes })].slice(1)).toEqual([
      '0,0\r\n',
      '0,0036\r\n',
      '50,0\r\n',
      '99,996\r\n',
    ])
  })

  it('says first which of its files are for a spreadsheet, and which for a program', () => {
    const said = readFileSync(at(`${NAME}_csv`, 'LISEZ-MOI.txt'), 'utf8')
    expect(said).toMatch(/^Dossier tableur : .*virgule décimale.*\r\nÀ côté de lui : .*point décimal/)
  })

  it('carries the rows and sums of each table', () => {
    const rows: Record<string, string>[] = parse(readFileSync(at(`${NAME}_csv`, 'sommaire.csv')), {
      delimiter: ';',
      columns: true,
    })
    for (const { id, nombre, totaux } of report.tables)
      for (const [colonne, total] of Object.entries(totaux))
        expect(rows).toContainEqual(
          expect.objectContaining({ fichier: `${id}.csv`, lignes: String(nombre), colonne, total: String(total) }),
        )
  })
})

const noReaders = whyNoReaders()
describe.skipIf(noReaders !== null)('XLSX', () => {
  const shown = (cell: Cellule, genre: Genre): string => {
    if (cell === null) return ''
    if (typeof cell === 'object') return cell.masque
    if (genre === 'oui') return cell === 1 ? 'oui' : 'non'
    if (genre === 'duree') return duree(Number(cell))
    if (genre === 'mois') return `${String(cell).slice(5)}/01/${String(cell).slice(0, 4)}`
    if (genre === 'date') return String(cell).replace(/(\d{4})-(\d\d)-(\d\d)/, '$2/$3/$1')
    return genre === 'part' || genre === 'evolution' ? `${Number((Number(cell) * 100).toFixed(1))}%` : String(cell)
  }

  it('is opened by LibreOffice, which finds in each sheet every row, typed', () => {
    const sheets = workbookSheets(at(`${NAME}.xlsx`))
    expect(Object.keys(sheets).sort()).toEqual(['Lisez-moi', ...report.tables.map(({ titre }) => titre)].sort())
    for (const table of report.tables) {
      const [head, ...rows] = sheets[table.titre] ?? []
      expect(head).toEqual(table.colonnes.map(({ titre }) => titre))
      expect(rows).toEqual(
        table.lignes.map((row) => row.map((cell, i) => shown(cell, table.colonnes[i]?.genre ?? 'texte'))),
      )
    }
    const first = JSON.stringify(sheets['Lisez-moi'])
    for (const text of [report.empreinte, report.commande, 'provisoire', '130\u00a0lignes'])
      expect(first).toContain(text)
  })
})

describe('a row of a sheet', () => {
  it('is as high as the texts that wrap in it, for readers that fit none', async () => {
    const long = 'Une visite touche souvent plusieurs services : ses visites ne s’additionnent pas.'
    const lignes = [['court'], [long], [long.replaceAll(' ', '_')], [null]]
    const sheet = {
      nom: 'T',
      colonnes: [{ titre: 'T', genre: 'texte' as const }],
      lignes,
      largeurs: [31],
      filtre: false,
    }
    const pieces: Uint8Array[] = []
    for await (const piece of writeXlsx([sheet], 'T', null)) pieces.push(piece)
    const xml = strFromU8(unzipSync(Buffer.concat(pieces))['xl/worksheets/sheet1.xml'] as Uint8Array)
    const heights = [...xml.matchAll(/<row r="\d+"(?: ht="(\d+)")?>/g)].map(([, height]) => Number(height ?? 13) / 13)
    expect(heights).toEqual([1, 1, 3, 3, 1])
  })
})

describe.skipIf(noReaders !== null)('PDF', () => {
  const file = at(`${NAME}.pdf`)

  it('breaks no rule of PDF/UA-1', () => {
    const { checked, broken } = pdfUa(file)
    expect(broken).toEqual([])
    expect(checked).toBeGreaterThan(10_000)
  })

  it('says every printed cell of every table, row after row', () => {
    // Heads and feet of pages stand between the rows.
    const text = pdfPages(file)
      .map((page) => bare(page))
      .join('')
    for (const { titre, colonnes, lignes } of report.tables) {
      const printed = colonnes.flatMap(({ imprimee, genre }, i) => (imprimee ? [{ genre, i }] : []))
      let from = text.indexOf(bare(printed.map(({ i }) => colonnes[i]?.titre ?? '').join('')))
      expect(from).toBeGreaterThan(0)
      for (const ligne of lignes) {
        const row = bare(printed.map(({ genre, i }) => ecrit(ligne[i] ?? null, genre)).join(''))
        const found = text.indexOf(row, from)
        expect(found, `${titre}: ${row}`).toBeGreaterThanOrEqual(from)
        from = found + row.length
      }
    }
  })

  it('repeats the header of a table, and numbers and dates each page, marked provisional', () => {
    const pages = pdfPages(file)
    expect(pages.length).toBeGreaterThan(4)
    for (const [i, page] of pages.entries()) {
      expect(bare(page)).toContain(`Page${i + 1}sur${pages.length}`)
      expect(page).toContain('PROVISOIRE')
      expect(bare(page)).toContain(bare('Chiffres arrêtés le 3 novembre 2026 à 06 h 12'))
    }
    const schools = pages.filter((page) => bare(page).includes('CamilleClaudel'))
    expect(schools.length).toBeGreaterThan(2)
    for (const page of schools) expect(bare(page)).toContain('Établissement')
  })

  it('of one school, or of none, breaks no rule either', async () => {
    const territoire = `Ecole élémentaire ${'intercommunale '.repeat(8)}(0951234X)`
    for (const count of [0, 1]) {
      const place = at(String(count))
      await writeReport(place, { ...inventedReport(count), territoire }, ['pdf'])
      const [name = ''] = readdirSync(place)
      expect(pdfUa(join(place, name)).broken).toEqual([])
      const [cover = '', ...pages] = pdfPages(join(place, name))
      expect(bare(cover)).toContain(bare(`École${territoire.slice(5)}`))
      for (const page of pages)
        expect(bare(page)).toMatch(/Octobre2026·Rapportmensuel·Écoleélémentaire(intercommunale)+[a-z]*…/)
    }
  })
})
