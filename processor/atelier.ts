// The workshop: tables of its own where a process makes days and periods before it swaps them in. Each is named by a word
// drawn when it is made, so that no statement of another process, nor one of this process that was given up, can reach it;
// and removing it makes what its owner still sends fail, be it a swap.
import { randomBytes } from 'node:crypto'
import { readSql } from '../schema/sql.ts'
import { type Store, select } from '../schema/store.ts'

/** `sql` names, in a statement, the tables of this workshop; `reference`: the version of the reference data that it has. */
export type Atelier = { name: string; sql: (text: string) => string; reference: string | null }

/** What is made aside (schema/atelier), in the order in which to create it. */
const TABLES = [
  'visit_suivant',
  'decompte_suivant',
  'juge_suivant',
  'groupe_suivant',
  'ecole_periode_suivante',
  'recensement_suivant',
  'comptage_suivant',
  'presence_suivante',
  'mesures_suivantes',
  'ecole_placee_suivante',
  'semaine_alignee_suivante',
  'publiee_territoire_suivante',
  'reconstruction',
  'reconstruction_visit',
  'reconstruction_juge',
]
const NAMES = new RegExp(`\\b(${TABLES.join('|')})\\b`, 'g')
const PREFIX = 'atelier_'

type Target = { name: string; partition_key: string; sorting_key: string; engine_full: string }

/** `known`, or a new one when it is none or was removed. Others are removed when one of them may be under way (`fence`). */
export const openAtelier = async (store: Store, known: Atelier | null, fence: boolean): Promise<Atelier> => {
  const all = (await select<{ name: string }>(store, LIST)).map(({ name }) => name)
  const own = known === null ? [] : all.filter((name) => name.startsWith(known.name))
  const whole = known !== null && own.length === TABLES.length
  const others = whole ? all.filter((name) => !own.includes(name)) : all
  // A new one is rarely made: what processes that are gone left is removed then too.
  if (fence || !whole) await remove(store, others)
  return whole ? known : create(store)
}
const LIST = `SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, '${PREFIX}')`

/** SYNC: returns once no statement uses them any more. Views go first: they write into the others. */
const remove = async (store: Store, names: readonly string[]): Promise<void> => {
  const isView = (name: string) => name.includes('reconstruction_')
  for (const some of [names.filter(isView), names.filter((name) => !isView(name))])
    for (const name of some) await store.command({ query: `DROP TABLE IF EXISTS ${name} SYNC` })
}

const create = async (store: Store): Promise<Atelier> => {
  const name = `${PREFIX}${randomBytes(6).toString('hex')}_`
  const sql = (text: string) => text.replace(NAMES, `${name}$1`)
  const texts = TABLES.map((table) => readSql(`atelier/${table}.sql`))
  const names = texts.flatMap((text) => MADE_LIKE.exec(text)?.[1] ?? [])
  const targets = await select<Target>(store, TARGETS, { names })
  for (const text of texts)
    await store.command({ query: sql(text.replace(MADE_LIKE, (_, of) => ` AS ${of} ${localEngine(targets, of)}`)) })
  return { name, sql, reference: null }
}
const MADE_LIKE = / AS (\w+)\s*$/
/** Of these alone: the store reads the text of each of its views again to say this of all. */
const TARGETS = `SELECT name, partition_key, sorting_key, engine_full FROM system.tables
  WHERE database = currentDatabase() AND name IN {names:Array(String)}`

/** On a replicated store too, what is made aside stays where it is made; a swap takes it to the other replicas. */
const localEngine = (targets: readonly Target[], of: string): string => {
  const { partition_key, sorting_key, engine_full } = targets.find(({ name }) => name === of) as Target
  const partition = partition_key === '' ? '' : ` PARTITION BY ${partition_key}`
  return `ENGINE = MergeTree${partition} ORDER BY (${sorting_key})${/ SETTINGS .*$/.exec(engine_full) ?? ''}`
}
