// The reference data that a verdict depends on, as the store has it at this moment.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Directory } from '../schema/marker.ts'
import { type Store, select } from '../schema/store.ts'
import { FUSEAUX, type Fuseau } from '../schema/vocabulary.ts'

type Projet = { projet: string; etablissements: string[]; etablissements_test: string[] }

/** A snapshot: an import done afterwards is seen by the next call only. */
export const loadDirectory = async (store: Store): Promise<Directory> => {
  const projets = await select<Projet>(store, 'SELECT projet, etablissements, etablissements_test FROM projet FINAL')
  const ecoles = await select<{ uai: string; fuseau: number }>(store, 'SELECT uai, fuseau FROM etablissement FINAL')
  const purges = await select<{ jour: string }>(store, 'SELECT DISTINCT jour FROM purge')
  return {
    projets: new Map(
      projets.map(({ projet, etablissements, etablissements_test }) => [
        projet,
        { ecoles: new Set(etablissements), ecolesDeTest: new Set(etablissements_test) },
      ]),
    ),
    ecoles: new Map(ecoles.map(({ uai, fuseau }) => [uai, { fuseau: FUSEAUX[fuseau - 1] as Fuseau }])),
    joursPurges: new Set(purges.map(({ jour }) => jour)),
  }
}

/** Another whenever reference data, purges or replays changed; the rows of an import may be older than others. */
export const referenceVersion = async (store: Store): Promise<string> => JSON.stringify(await select(store, VERSION))
const VERSION = readFileSync(join(import.meta.dirname, 'sql', 'reference.sql'), 'utf8')
