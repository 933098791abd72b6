// Brings a store to this version, on one server or on each of a cluster. Promises: numbered tables are made once and only
// forward; indicators are views, replaced when they changed, dropped when this version has them no more.
import { Unusable } from './folder.ts'
import { readSql, sqlFiles } from './sql.ts'
import { type Store, select } from './store.ts'
import { definitionsVersion, indicators, viewNames } from './views.ts'

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
    .replace(/^(DROP TABLE|DROP VIEW|TRUNCATE TABLE) [\w\s,]*\w/m, `$& ${where}`)
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
 * Brings the store to this version: runs the tables that it does not have yet, replaces every indicator, drops those of before
 * that are no more. A file that was cut before it was noted runs again from its first statement: each is written so that it may
 * (test/migration.test.ts). `say` is told of one that lasts.
 * Throws `Unusable` when the store was made by a newer version.
 */
export const migrate = async (
  store: Store,
  cluster: string | null = null,
  say: (sentence: string) => void = () => {},
): Promise<void> => {
  const make = (sql: string) => store.command({ query: onCluster(sql, cluster) })
  await make(readSql('tables/000_migration.sql'))
  const done = new Set((await select<{ nom: string }>(store, 'SELECT nom FROM migration')).map(({ nom }) => nom))
  const files = migrationNames()
  const newer = [...done].find(isNewer)
  if (newer !== undefined)
    throw new Unusable(
      `La base vient d'une version plus récente (elle connaît ${newer}). Installez cette version, ou changez de dossier DATA.`,
    )
  const made = await lastIndicators(store)
  // Before the tables: one of them may take the name of a view.
  for (const name of await removedViews(store, made?.vues ?? [])) await make(`DROP VIEW IF EXISTS ${name}`)
  const missing = files.filter((name) => !done.has(name))
  for (const [n, nom] of missing.entries()) {
    const sentence = `La base est mise au niveau de cette version, étape ${n + 1} sur ${missing.length} : ${nom}…`
    const lasting = setTimeout(say, LASTS_MS, sentence)
    try {
      for (const statement of readSql(`tables/${nom}`).split(';\n')) await make(statement)
      await store.command({ query: `INSERT INTO migration (nom) VALUES ('${nom}')` })
    } finally {
      clearTimeout(lasting)
    }
  }
  const version = definitionsVersion()
  if (made?.version === version && made.fichiers === files.length) return
  for (const query of indicators()) await make(query)
  const names = viewNames().map((name) => `'${name}'`)
  await make(
    `CREATE OR REPLACE VIEW definitions AS SELECT '${version}' AS version, ${files.length} AS fichiers, [${names}] AS vues`,
  )
}

/** What copies a national store takes minutes, the others milliseconds. */
const LASTS_MS = 2000

/** `fichiers`: how many there were; `vues`: the names. The first stores have the version alone. */
type Indicators = { version: string; fichiers?: number; vues?: string[] }

/**
 * The indicators that were made last, as told by a view made after them, so that one killed in between begins again: all of them
 * are replaced when any changed, or the tables that they read.
 */
const lastIndicators = async (store: Store): Promise<Indicators | undefined> => {
  const [known] = await select<{ n: number | string }>(
    store,
    "SELECT count() AS n FROM system.tables WHERE database = currentDatabase() AND name = 'definitions'",
  )
  if (!(Number(known?.n) > 0)) return undefined
  return (await select<Indicators>(store, 'SELECT * FROM definitions'))[0]
}

/** Those of `made` that this version has no more. A view that no version made is of whoever keeps the store. */
const removedViews = async (store: Store, made: readonly string[]): Promise<string[]> => {
  const kept = new Set(viewNames())
  const names = made.filter((name) => !kept.has(name))
  if (names.length === 0) return []
  const query = `SELECT name FROM system.tables
    WHERE database = currentDatabase() AND engine = 'View' AND name IN {names:Array(String)}`
  return (await select<{ name: string }>(store, query, { names })).map(({ name }) => name)
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
