// A store that an earlier version made, brought to this one.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate } from '../schema/migrate.ts'
import { readSql, sqlFiles } from '../schema/sql.ts'
import { openStore, select } from '../schema/store.ts'

test("the ministry's weeks that were imported before stay, in the table that replaces theirs", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-migration-'))
  const store = await openStore(`chdb:${folder}`)
  try {
    for (const name of sqlFiles('tables').filter((name) => name < '061')) {
      await store.command({ query: readSql(`tables/${name}`) })
      await store.command({ query: `INSERT INTO migration (nom) VALUES ('${name}')` })
    }
    const week = { semaine: '2025-11-17', uai: '0959027W', dimension: 'profil', code: 'ELEVE', visites: 12 }
    await store.insert({ table: 'historique', values: [week], format: 'JSONEachRow' })
    await migrate(store)
    // Killed before it was said to be done, each step is done again.
    await store.command({ query: readSql('tables/061_semaine_publiee.sql') })
    await store.command({ query: readSql('tables/063_historique_retire.sql') })
    const kept = await select(store, 'SELECT semaine, uai, dimension, code, visites FROM semaine_publiee FINAL')
    expect(kept).toEqual([week])
  } finally {
    await store.close()
    rmSync(folder, { recursive: true })
  }
})
