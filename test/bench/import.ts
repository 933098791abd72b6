// Reference data of the whole country in, one national week of open data out. The import beside the parsing of the same
// file alone; an export beside the same figures written as they are by the store.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { OPENDATA_SETS } from '../../schema/opendata.ts'
import { APPAREILS, NAVIGATEURS, PROFILS, SERVICES, SYSTEMES } from '../../schema/vocabulary.ts'
import { openInstall } from '../helper.ts'
import { type Bench, type Figure, short } from './figure.ts'
import { annuaireCsv, DIRECTORY_LINES } from './invented.ts'
import { spend } from './processes.ts'

const WEEK = readFileSync(join(import.meta.dirname, 'sql/week.sql'), 'utf8')
const MONDAY = '2026-11-16'

export const benchImport: Bench = async () => {
  const install = await openInstall()
  const csv = annuaireCsv(DIRECTORY_LINES)
  const parsing = await spend(async () => parse(csv, { delimiter: ';', bom: true }))
  const importing = await spend(() => install.importAnnuaireCsv(csv))
  const figures: Figure[] = [
    {
      name: 'import of the national directory, 66 000 lines',
      measured: `${short(importing.seconds)} s (${short(importing.cpu)} of CPU), +${short(importing.peakMb - importing.idleMb)} MB`,
      compared: `its parsing alone ${short(parsing.cpu)} of CPU`,
      ratio: importing.cpu / parsing.cpu,
      target: 'seconds',
    },
  ]
  const lists = {
    profils: PROFILS,
    services: SERVICES,
    appareils: APPAREILS,
    systemes: SYSTEMES,
    navigateurs: NAVIGATEURS,
  }
  await install.store.command({ query: WEEK, query_params: { semaine: MONDAY, ...lists } })
  const plain = await spend(async () => {
    const result = await install.store.query({
      query: `SELECT * FROM groupe_semaine(semaine = '${MONDAY}') ORDER BY uai`,
      format: 'CSV',
    })
    await result.text()
  })
  for (const set of OPENDATA_SETS) {
    let length = 0
    const spent = await spend(async () => {
      length = (await install.exportOpendata(set, MONDAY, MONDAY)).length
    })
    figures.push({
      name: `export ${set}, 28 000 schools, ${short(length / 1e6)} MB`,
      measured: `${short(spent.seconds)} s (${short(spent.cpu)} of CPU), +${short(spent.peakMb - spent.idleMb)} MB`,
      compared: `all its groups as CSV ${short(plain.cpu)} of CPU`,
      ratio: spent.cpu / plain.cpu,
      target: '',
    })
  }
  await install.close()
  return figures
}
