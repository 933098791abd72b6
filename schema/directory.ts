// The reference data that verdicts depend on, as a file: imports write it, and the collector answers `?verdict` by it
// without a store. Written aside then renamed, so that a reader never sees half of it.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Directory } from './marker.ts'
import { FUSEAUX, type Fuseau } from './vocabulary.ts'

type Snapshot = {
  projets: [code: string, ecoles: string[], ecolesDeTest: string[]][]
  /** By time zone, the UAI of its schools. */
  ecoles: Partial<Record<Fuseau, string[]>>
  joursPurges: string[]
}

export const saveDirectory = (path: string, { projets, ecoles, joursPurges }: Directory): void => {
  const byZone: Snapshot['ecoles'] = {}
  for (const [uai, { fuseau }] of ecoles) {
    byZone[fuseau] ??= []
    byZone[fuseau].push(uai)
  }
  const snapshot: Snapshot = {
    projets: [...projets].map(([code, projet]) => [code, [...projet.ecoles], [...projet.ecolesDeTest]]),
    ecoles: byZone,
    joursPurges: [...joursPurges],
  }
  const aside = `${path}.${process.pid}`
  writeFileSync(aside, JSON.stringify(snapshot))
  renameSync(aside, path)
}

/** Null when no import has written it yet. */
export const readDirectory = (path: string): Directory | null => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const { projets, ecoles, joursPurges } = JSON.parse(text) as Snapshot
  return {
    projets: new Map(
      projets.map(([code, known, test]) => [code, { ecoles: new Set(known), ecolesDeTest: new Set(test) }]),
    ),
    ecoles: new Map(FUSEAUX.flatMap((fuseau) => (ecoles[fuseau] ?? []).map((uai) => [uai, { fuseau }] as const))),
    joursPurges: new Set(joursPurges),
  }
}
