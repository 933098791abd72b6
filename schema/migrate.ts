// Brings a store to this version, on one server or on each of a cluster. Promises: numbered tables are made once and only
// forward; indicators are views, replaced when they changed.
import { Unusable } from './folder.ts'
import { readSql, sqlFiles } from './sql.ts'
import { type Store, select } from './store.ts'
import { definitionsVersion, indicators } from './views.ts'

/** The cluster that STORE_URL names (`?grappe=`), on whose replicas each table and view is made; null for one server. */
export const clusterOf = (url: string): string | null => {
  const cluster = /^https?:/.test(url) && URL.canParse(url) ? new URL(url).searchParams.get('grappe') : null
  if (cluster !== null && !/^[\w.-]+$/.test(cluster))
    throw new Unusable('STORE_URL : grappe doit être le nom de la grappe tel que ClickHouse le connaît.')
  return cluster
}

/** A redelivered batch may come days after: a processor can be down for a week-end. */
const WINDOW = 'replicated_deduplication_window = $1, replicated_deduplication_window_seconds = 2592000'

/**
 * A statement of schema/, made for a cluster: its tables are replicated by their engine, which takes every later change to the
 * replicas by itself. Only inserts with a token are deduplicated, as on one server.
 */
export const onCluster = (sql: string, cluster: string | null): string => {
  if (cluster === null) return sql
  const where = `ON CLUSTER \`${cluster}\``
  const made = sql
    .replace(/^(CREATE TABLE IF NOT EXISTS|CREATE OR REPLACE VIEW|ALTER TABLE) (\w+)/m, `$1 $2 ${where}`)
    .replace(/^(DROP|TRUNCATE) TABLE [\w\s,]*\w/m, `$& ${where}`)
    .replace(/^ENGINE = (\w*MergeTree)/m, 'ENGINE = Replicated$1')
    .replace(/non_replicated_deduplication_window = (\d+)/, WINDOW)
  if (!/^ENGINE = /m.test(made) || made.includes('deduplication_window')) return made
  return `${made.trimEnd()}${/^SETTINGS /m.test(made) ? ',' : '\nSETTINGS'} replicated_deduplication_window = 0`
}

/** The numbered files that this version knows, the table that lists them aside. */
export const migrationNames = (): string[] => sqlFiles('tables').slice(1)

/** Whether a numbered file is of a later version than this one. */
export const isNewer = (nom: string): boolean => nom > (migrationNames().at(-1) as string)

/**
 * Brings the store to this version: runs the tables that it does not have yet, replaces every indicator. A file that was cut
 * before it was noted runs again from its first statement: each is written so that it may (test/migration.test.ts).
 * Throws `Unusable` when the store was made by a newer version.
 */
export const migrate = async (store: Store, cluster: string | null = null): Promise<void> => {
  const make = (sql: string) => store.command({ query: onCluster(sql, cluster) })
  await make(readSql('tables/000_migration.sql'))
  const done = new Set((await select<{ nom: string }>(store, 'SELECT nom FROM migration')).map(({ nom }) => nom))
  const files = migrationNames()
  const newer = [...done].find(isNewer)
  if (newer !== undefined)
    throw new Unusable(
      `La base vient d'une version plus récente (elle connaît ${newer}). Installez cette version, ou changez de dossier DATA.`,
    )
  for (const nom of files.filter((name) => !done.has(name))) {
    for (const statement of readSql(`tables/${nom}`).split(';\n')) await make(statement)
    await store.command({ query: `INSERT INTO migration (nom) VALUES ('${nom}')` })
  }
  await replaceIndicators(
    store,
    make,
    files.some((name) => !done.has(name)),
  )
}

/** Replaced when any of them or a table changed; told by a view made last, so that one killed in between begins again. */
const replaceIndicators = async (
  store: Store,
  make: (sql: string) => Promise<unknown>,
  changed: boolean,
): Promise<void> => {
  const version = definitionsVersion()
  const [known] = await select<{ n: number | string }>(
    store,
    "SELECT count() AS n FROM system.tables WHERE database = currentDatabase() AND name = 'definitions'",
  )
  if (!changed && Number(known?.n) > 0) {
    const [made] = await select<{ version: string }>(store, 'SELECT version FROM definitions')
    if (made?.version === version) return
  }
  for (const query of indicators()) await make(query)
  await make(`CREATE OR REPLACE VIEW definitions AS SELECT '${version}' AS version`)
}

/** For those who only read: throws `Unusable` when the store is not at this version. */
export const assertMigrated = async (store: Store): Promise<void> => {
  const { n } = (await select<{ n: number | string }>(store, EXISTS_MIGRATION))[0] as { n: number | string }
  const done = Number(n) === 0 ? [] : await select<{ nom: string }>(store, 'SELECT nom FROM migration')
  const missing = migrationNames().find((name) => !done.some(({ nom }) => nom === name))
  if (missing !== undefined)
    throw new Unusable(
      `La base n'est pas au niveau de cette version (il lui manque ${missing}) : lancez « mesure migrate ».`,
    )
}
const EXISTS_MIGRATION =
  "SELECT count() AS n FROM system.tables WHERE database = currentDatabase() AND name = 'migration'"
