// What a store holds of each marker and each visit, as text to compare. Run as a process, for a store of its own: FOLDER TO.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStore, type Store } from '../../schema/store.ts'

const TABLES = ['marker', 'visit', 'decompte_jour', 'recu', 'jour_reconstruit', 'rejeu', 'groupe']

export const dump = async (store: Store, to: string): Promise<void> => {
  mkdirSync(to, { recursive: true })
  for (const table of TABLES) {
    const rows = await store.query({ query: `SELECT * FROM ${table} ORDER BY ALL`, format: 'TabSeparatedWithNames' })
    writeFileSync(join(to, `${table}.tsv`), await rows.text())
  }
}

const [, file, folder, to] = process.argv
if (file === import.meta.filename && folder !== undefined && to !== undefined) {
  const store = await openStore(`chdb:${folder}`)
  await dump(store, to)
  await store.close()
}
