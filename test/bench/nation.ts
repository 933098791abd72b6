// A store as a national one is once its periods are made: 66,000 lines of directory, 28,000 schools seen, counts of every
// group by school and territory, users by territory. Made in SQL, the same at every run; no marker and nobody in it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { migrate, openStore, type Store } from '../../schema/store.ts'
import { APPAREILS, NAVIGATEURS, PROFILS, SERVICES, SYSTEMES } from '../../schema/vocabulary.ts'
import { DIRECTORY_LINES, SCHOOLS } from './invented.ts'

const sql = (name: string) => readFileSync(join(import.meta.dirname, 'sql', `${name}.sql`), 'utf8')

const DIMENSIONS: Record<string, readonly string[]> = {
  total: [''],
  profil: PROFILS,
  service: SERVICES,
  appareil: APPAREILS,
  os: SYSTEMES,
  navigateur: NAVIGATEURS,
  profil_appareil: PROFILS.flatMap((profil) => APPAREILS.map((code) => `${profil} ${code}`)),
  profil_service: PROFILS.flatMap((profil) => SERVICES.map((code) => `${profil} ${code}`)),
}
const GROUPS = {
  dimensions: Object.keys(DIMENSIONS),
  codes: Object.values(DIMENSIONS),
  places: Object.entries(DIMENSIONS).flatMap(([dimension, codes]) => codes.map((code) => `${dimension}|${code}`)),
}

export type Nation = { store: Store; close: () => Promise<void> }

/** `mois` and `semaines`: their first days; groups by school are made for those of `detail` alone. */
export const openNation = async (
  folder: string,
  { mois, semaines, detail }: { mois: readonly string[]; semaines: readonly string[]; detail: readonly string[] },
  schools = SCHOOLS,
): Promise<Nation> => {
  const store = await openStore(`chdb:${folder}`)
  await migrate(store)
  const run = (query: string, query_params = {}) => store.command({ query, query_params })
  for (const statement of sql('nation')
    .split(';\n')
    .filter((text) => text.trim() !== ''))
    await run(statement, { lines: DIRECTORY_LINES, schools })
  for (const [genre, days] of [
    ['mois', mois],
    ['semaine', semaines],
  ] as const)
    for (const debut of days)
      for (const statement of sql('period')
        .split(';\n')
        .filter((text) => text.trim() !== ''))
        await run(statement, { genre, debut, ...GROUPS, detail: detail.includes(debut), schools })
  return { store, close: () => store.close() }
}
