// A store that an earlier version made, brought to this one.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { migrate, migrationNames } from '../schema/migrate.ts'
import { readSql, sqlFiles } from '../schema/sql.ts'
import { openStore, type Store, select } from '../schema/store.ts'
import { viewNames } from '../schema/views.ts'
import { placeStore } from './helper.ts'

const run = async (store: Store, name: string): Promise<void> => {
  for (const query of readSql(`tables/${name}`).split(';\n')) await store.command({ query })
}

/** `use` is given a store as a version made it that knew no file from `first` on. */
const madeBefore = async (first: string, use: (store: Store) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-migration-'))
  const store = await openStore(`chdb:${folder}`)
  try {
    for (const name of sqlFiles('tables').filter((name) => name < first)) {
      await run(store, name)
      await store.command({ query: `INSERT INTO migration (nom) VALUES ('${name}')` })
    }
    await use(store)
  } finally {
    await store.close()
    rmSync(folder, { recursive: true })
  }
}

test("the ministry's weeks that were imported before stay, in the table that replaces theirs", () =>
  madeBefore('061', async (store) => {
    const week = { semaine: '2025-11-17', uai: '0959027W', dimension: 'profil', code: 'ELEVE', visites: 12 }
    await store.insert({ table: 'historique', values: [week], format: 'JSONEachRow' })
    await migrate(store)
    // Killed before it was said to be done, each step is done again.
    await run(store, '061_semaine_publiee.sql')
    await run(store, '063_historique_retire.sql')
    const kept = await select(store, 'SELECT semaine, uai, dimension, code, visites FROM semaine_publiee FINAL')
    expect(kept).toEqual([week])
  }))

test('the users that were counted before stay, each once, in the table that replaces theirs', () =>
  madeBefore('068', async (store) => {
    // More periods than one insert may write unless it says so.
    const users = Array.from({ length: 120 }, (_, n) => ({
      genre: 'jour',
      debut: new Date(Date.UTC(2025, 8, 1 + n)).toISOString().slice(0, 10),
      niveau: 'departement',
      territoire: '095',
      degre: '1',
      secteur: 'PU',
      projet: 'ENT95',
      dimension: 'profil',
      code: 'ELEVE',
      utilisateurs: 40 + n,
    }))
    for (const some of [users.slice(0, 60), users.slice(60)])
      await store.insert({ table: 'utilisateurs', values: some, format: 'JSONEachRow' })
    // Killed while it copied, and before each step was said to be done.
    await run(store, '068_utilisateurs_territoire.sql')
    await run(store, '069_utilisateurs_recopies.sql')
    await migrate(store)
    await run(store, '070_utilisateurs_retires.sql')
    const kept = await select(store, 'SELECT * EXCEPT (visites, duree) FROM mesure_territoire ORDER BY debut')
    expect(kept).toEqual(users)
  }))

test('visits by département and users by territory stay, in the one table that replaces both', () =>
  madeBefore('080', async (store) => {
    const group = { genre: 'semaine', debut: '2026-11-16', projet: 'ENT95', dimension: 'profil', code: 'ELEVE' }
    const schools = [
      { code_academie: '25', code_departement: '095', degre: 1, secteur: 'PU', visites: 3, duree: 30 },
      { code_academie: '25', code_departement: '095', degre: 0, secteur: 'PR', visites: 40, duree: 400 },
      { code_academie: '25', code_departement: '078', degre: 1, secteur: 'PU', visites: 500, duree: 5000 },
    ]
    await store.insert({
      table: 'territoire',
      values: schools.map((one) => ({ ...group, ...one, ecoles: 1 })),
      format: 'JSONEachRow',
    })
    const users = [
      ['france', '', '', '', 70],
      ['france', '', '1', 'PU', 60],
      ['departement', '095', '', '', 9],
      ['commune', '95127', '', '', 8],
    ].map(([niveau, territoire, degre, secteur, utilisateurs]) => ({
      ...group,
      ...{ niveau, territoire, degre, secteur, utilisateurs },
    }))
    await store.insert({ table: 'utilisateurs_territoire', values: users, format: 'JSONEachRow' })
    // Killed while it copied, and before each step was said to be done.
    await run(store, '080_mesure_territoire.sql')
    await run(store, '081_mesures_recopiees.sql')
    await migrate(store)
    await run(store, '080_mesure_territoire.sql')
    await run(store, '082_territoires_retires.sql')
    const kept = await select<Record<string, string | number>>(
      store,
      `SELECT niveau, territoire, degre, secteur, sum(m.visites) AS visites, sum(m.duree) AS duree, sum(m.utilisateurs) AS utilisateurs
       FROM mesure_territoire AS m GROUP BY ALL ORDER BY ALL`,
    )
    const whole = [
      ['', '', 543],
      ['', 'PR', 40],
      ['', 'PU', 503],
      ['1', '', 503],
      ['1', 'PU', 503],
    ]
    expect(
      kept.map(({ niveau, territoire, degre, secteur, visites }) => [niveau, territoire, degre, secteur, visites]),
    ).toEqual([
      ...whole.map((row) => ['academie', '25', ...row]),
      ['commune', '95127', '', '', 0],
      ...['', 'PU'].flatMap((s) => ['', '1'].map((d) => ['departement', '078', d, s, 500])).sort(),
      ['departement', '095', '', '', 43],
      ['departement', '095', '', 'PR', 40],
      ['departement', '095', '', 'PU', 3],
      ['departement', '095', '1', '', 3],
      ['departement', '095', '1', 'PU', 3],
      ...whole.map((row) => ['france', '', ...row]),
    ])
    for (const { visites, duree } of kept) expect(duree).toBe(Number(visites) * 10)
    const known = kept.filter(({ utilisateurs }) => Number(utilisateurs) > 0)
    expect(known.map(({ utilisateurs }) => utilisateurs).sort()).toEqual([60, 70, 8, 9])
  }))

test('the counts of days that were made before stay, each once, in the table that replaces theirs', () =>
  madeBefore('073', async (store) => {
    // More days than one insert may write unless it says so.
    const counts = Array.from({ length: 120 }, (_, n) => {
      const jour = new Date(Date.UTC(2025, 8, 1 + n)).toISOString().slice(0, 10)
      return { jour, recu: jour, projet: 'ENT95', comptes: 40 + n, doublons: n }
    })
    for (const some of [counts.slice(0, 60), counts.slice(60)])
      await store.insert({ table: 'decompte', values: some, format: 'JSONEachRow' })
    // Killed while it copied, and before each step was said to be done.
    await run(store, '073_decompte_jour.sql')
    await run(store, '074_decompte_recopie.sql')
    await migrate(store)
    await run(store, '073_decompte_jour.sql')
    await run(store, '075_decompte_retire.sql')
    const kept = await select(store, 'SELECT * FROM decompte_jour ORDER BY jour')
    expect(kept).toEqual(counts)
  }))

/**
 * The tables that `migrate` leaves and their rows, each table filled as soon as it is made. `cut`: killed after each statement, the
 * first time, and begun again.
 */
const leftBy = async (cut: boolean): Promise<{ name: string; made: string; rows: string[] }[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-migration-'))
  const store = await openStore(`chdb:${folder}`)
  const told = new Set<string>()
  const filled = new Set(['migration'])
  const killed = new Error('killed')
  const dying = {
    query: store.query.bind(store),
    command: async ({ query }: { query: string }) => {
      const first = !told.has(query) && !/^(--.*\n)*CREATE OR REPLACE VIEW/.test(query)
      await store.command({ query })
      told.add(query)
      for (const { name } of first ? await tablesOf(store) : []) {
        if (!filled.has(name)) await fill(store, name)
        filled.add(name)
      }
      if (cut && first) throw killed
    },
  } as unknown as Store
  try {
    for (let done = false; !done; )
      done = await migrate(dying).then(
        () => true,
        (error) => {
          if (error !== killed) throw error
          return false
        },
      )
    return await Promise.all(
      (await tablesOf(store)).map(async ({ name, made }) => {
        const columns = name === 'migration' ? 'nom' : '*'
        // Rows of a key that replace or add to one another are read as the one that they are.
        const rows = await select(store, `SELECT ${columns} FROM ${name} ORDER BY ALL SETTINGS final = 1`)
        return { name, made, rows: rows.map((row) => JSON.stringify(row)) }
      }),
    )
  } finally {
    await store.close()
    rmSync(folder, { recursive: true })
  }
}

const tablesOf = (store: Store) =>
  select<{ name: string; made: string }>(
    store,
    `SELECT name, create_table_query AS made FROM system.tables
     WHERE database = currentDatabase() AND engine LIKE '%MergeTree' ORDER BY name`,
  )

const fill = async (store: Store, table: string): Promise<void> => {
  const columns = await select<{ name: string; type: string }>(
    store,
    `SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = '${table}' ORDER BY position`,
  )
  const structure = columns.map(({ name, type }) => `${name} ${type}`).join(', ')
  await store.command({
    query: `INSERT INTO ${table} SELECT * FROM generateRandom('${structure.replaceAll("'", "\\'")}', 1, 4, 2) LIMIT 3`,
  })
}

test('killed after any of its statements and begun again, a migration leaves what one that was not leaves', async () => {
  const whole = await leftBy(false)
  // 037 empties the last on purpose; the others have rows to lose, or to count twice.
  expect(whole.filter(({ rows }) => rows.length === 0).map(({ name }) => name)).toEqual(['periode_reconstruite'])
  expect(await leftBy(true)).toEqual(whole)
})

test('a step that lasts is said, and no other', async () => {
  vi.useFakeTimers()
  try {
    const store = {
      query: async () => ({
        json: async () =>
          migrationNames()
            .slice(0, -3)
            .map((nom) => ({ nom })),
      }),
      command: async ({ query }: { query: string }) =>
        void (await vi.advanceTimersByTimeAsync(query.includes('DROP TABLE IF EXISTS territoire') ? 60_000 : 20)),
    } as unknown as Store
    const said: string[] = []
    await migrate(store, null, (sentence) => said.push(sentence))
    expect(said).toEqual(['La base est mise au niveau de cette version, étape 2 sur 3 : 082_territoires_retires.sql…'])
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})

test('a view that this version has no more is dropped when a version is known to have made it; those made by hand stay', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mesure-migration-'))
  await placeStore(folder)
  const store = await openStore(`chdb:${folder}`)
  const views = async () => {
    const all = await select<{ name: string }>(
      store,
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine = 'View' ORDER BY name",
    )
    return all.map(({ name }) => name)
  }
  /** What a version noted that made `names`; nothing of them in the first ones. */
  const noted = (names: readonly string[] | null) =>
    store.command({
      query: `CREATE OR REPLACE VIEW definitions AS SELECT 'before' AS version${names === null ? '' : `, [${names.map((name) => `'${name}'`)}] AS vues`}`,
    })
  try {
    const ours = await views()
    expect(ours).toEqual([...viewNames(), 'definitions'].sort())
    const [made] = await select<{ vues: string[] }>(store, 'SELECT vues FROM definitions')
    for (const name of ['une_ancienne', 'a_la_main'])
      await store.command({ query: `CREATE VIEW ${name} AS SELECT uai FROM lieu` })
    await noted(null)
    await migrate(store)
    expect(await views()).toEqual([...ours, 'une_ancienne', 'a_la_main'].sort())
    expect(await select(store, 'SELECT vues FROM definitions')).toEqual([made])
    // The name of the third is a table's since.
    await noted([...(made?.vues ?? []), 'une_ancienne', 'marker'])
    await migrate(store)
    expect(await views()).toEqual([...ours, 'a_la_main'].sort())
    await select(store, 'SELECT count() FROM marker')
  } finally {
    await store.close()
    rmSync(folder, { recursive: true })
  }
})
