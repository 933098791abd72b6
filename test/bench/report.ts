// Reports and exports of a national store: how long the figures and each format take, in how much memory, each beside the
// simplest thing that has the same rows.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportOpendata } from '../../dashboards/opendata.ts'
import { formatFiles } from '../../dashboards/rapport/files.ts'
import type { Rapport } from '../../dashboards/rapport/model.ts'
import { makeReport } from '../../dashboards/rapport/report.ts'
import type { Format } from '../../dashboards/words.ts'
import type { Store } from '../../schema/store.ts'
import { PARTOUT, PORTEE } from '../../schema/views.ts'
import { type Bench, type Figure, short } from './figure.ts'
import { openNation } from './nation.ts'
import { spend } from './processes.ts'

/** An académie of five départements of 301 schools, 1,500 of them active: what the target is about. */
const [SCHOOLS, ACADEMIES] = [28_600, 19]
const MOIS = Array.from({ length: 14 }, (_, i) => new Date(Date.UTC(2025, 9 + i, 1)).toISOString().slice(0, 10))
const SEMAINES = Array.from({ length: 17 }, (_, i) => new Date(Date.UTC(2026, 7, 3 + 7 * i)).toISOString().slice(0, 10))
/** Weeks that are exported: enough to see that memory does not grow with them. */
const EXPORTED = SEMAINES.slice(0, 6)
const NOW = Date.parse('2026-12-01T06:00:00Z')

type Spent = Awaited<ReturnType<typeof spend>>
const cost = ({ seconds, cpu, peakMb, idleMb }: Spent): string =>
  `${short(seconds)} s (${short(cpu)} of CPU), +${short(peakMb - idleMb)} MB`

export const benchReport: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-bench-report-'))
  const detail = new Set(['2026-10-01', ...EXPORTED])
  const periods = (genre: string, days: readonly string[]) =>
    days.map((debut) => ({ genre, debut, detailed: detail.has(debut) ? SCHOOLS : 0 }))
  const { store, close } = await openNation(
    folder,
    [...periods('mois', MOIS), ...periods('semaine', SEMAINES)],
    SCHOOLS,
    ACADEMIES,
  )
  const figures = [...(await reports(store)), ...(await opendata(store))]
  await close()
  rmSync(folder, { recursive: true })
  return figures
}

const reports = async (store: Store): Promise<Figure[]> => {
  const figures: Figure[] = []
  for (const [territoire, formats, targets] of [
    ['academie:1', ['pdf', 'xlsx', 'csv'], { data: '2 s', pdf: '10 s' }],
    ['france', ['xlsx', 'csv'], { xlsx: '20 s with data and CSV, under 1 GB' }],
  ] as [string, Format[], Record<string, string>][]) {
    let made: Rapport | null = null
    const data = await spend(async () => {
      made = await makeReport(store, { mois: '2026-10', territoire }, NOW)
    })
    const plain = await spend(() => readSchools(store, territoire === 'france' ? '' : '1'))
    const report = made as unknown as Rapport
    const name = `report of ${territoire}, ${short(activeIn(report))} active schools`
    figures.push({
      name: `${name}: its figures`,
      measured: cost(data),
      compared: `its schools alone ${short(plain.cpu)} of CPU`,
      ratio: data.cpu / plain.cpu,
      target: targets.data ?? '',
    })
    const json = await spend(async () => JSON.stringify(report))
    for (const format of formats) {
      const spent = await spend(() => write(report, format))
      figures.push({
        name: `${name}: ${format}`,
        measured: cost(spent),
        compared: `the same as JSON ${short(json.cpu)} of CPU`,
        ratio: spent.cpu / json.cpu,
        target: targets[format] ?? '',
      })
    }
  }
  return figures
}

const activeIn = ({ tables }: Rapport): number => {
  const schools = tables.find(({ id }) => id === 'etablissements')
  const active = schools?.colonnes.findIndex(({ id }) => id === 'actif') ?? -1
  return schools?.lignes.filter((ligne) => ligne[active] === 1).length ?? 0
}

const write = async (report: Rapport, format: Format): Promise<void> => {
  for (const { pieces } of formatFiles(report, format)) for await (const _ of pieces);
}

const readSchools = async (store: Store, code_academie: string): Promise<void> => {
  const scope = Object.entries(PORTEE).map(([name, type]) => `${name} = {${name}:${type}}`)
  const result = await store.query({
    query: `SELECT * FROM etablissements(${scope.join(', ')})`,
    query_params: { ...PARTOUT, genre: 'mois', du: '2026-10-01', au: '2026-10-31', code_academie },
    format: 'JSONEachRow',
  })
  await result.json()
}

/** The largest of the four files, one week then several: time in proportion, memory the same. */
const opendata = async (store: Store): Promise<Figure[]> => {
  const exported = (weeks: readonly string[]) =>
    spend(async () => {
      const question = {
        set: 'services',
        du: weeks[0] ?? '',
        au: weeks.at(-1) ?? '',
        provisoire: false,
        now: NOW,
      } as const
      for await (const _ of exportOpendata(store, question));
    })
  await exported(EXPORTED.slice(0, 1))
  const one = await exported(EXPORTED.slice(0, 1))
  const all = await exported(EXPORTED)
  return [
    {
      name: `export opendata services, ${short(SCHOOLS)} schools, ${EXPORTED.length} weeks`,
      measured: cost(all),
      compared: `one week ${cost(one)}`,
      ratio: all.cpu / one.cpu / EXPORTED.length,
      target: 'memory of one week',
    },
  ]
}
