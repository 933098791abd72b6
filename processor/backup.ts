// Backup and restore of an install on one machine: a folder that holds the log and the store as they were at one instant, when
// no batch was under way, so that nothing is lost or counts twice afterwards. A backup that is cut short never has its name.
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync } from 'node:fs'
import { copyFile, lstat, mkdir, open, readdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { FORMAT, Unusable } from '../schema/folder.ts'
import { isNewer } from '../schema/migrate.ts'
import { select } from '../schema/store.ts'
import type { Engine, Progress } from './engine.ts'

/** Written last: a folder without it, or with other files than it lists, is no backup. */
const MANIFEST = 'sauvegarde.json'
/** Where the store leaves the parts that it is asked to keep as they are. */
const FROZEN = 'sauvegarde'

const manifest = z.object({
  version: z.literal(1),
  fait: z.iso.datetime(),
  /** Of the data folder, as schema/folder.ts numbers it. */
  format: z.int(),
  migrations: z.array(z.string()),
  secrets: z.boolean(),
  /** Every file and its bytes; and the links, kept here since not every disk has them. */
  fichiers: z.record(z.string(), z.int()),
  liens: z.record(z.string(), z.string()),
})
export type Manifest = z.infer<typeof manifest>

let underWay = false

/** `folder` holds the secrets; with `all`, those that are not destroyed are copied too. */
export type SavedSecrets = { folder: string; all: boolean }

export const backup = async (
  engine: Engine,
  target: string,
  secrets: SavedSecrets,
  progress: Progress,
): Promise<Manifest> => {
  if (existsSync(target))
    throw new Unusable(`${target} existe déjà : donnez à la sauvegarde un dossier qui n'existe pas.`)
  if (underWay) throw new Unusable('Une sauvegarde est déjà en cours : attendez sa fin.')
  underWay = true
  try {
    return await write(engine, target, secrets, progress)
  } finally {
    underWay = false
  }
}

const write = async (engine: Engine, target: string, secrets: SavedSecrets, progress: Progress): Promise<Manifest> => {
  const aside = `${target}.en-cours`
  const what = `La sauvegarde ${target} ne s'écrit pas`
  makeAside(aside, what)
  const disk = await diskOf(engine)
  const frozen = join(disk, 'shadow', FROZEN)
  rmSync(frozen, { recursive: true, force: true })
  try {
    const { fait, migrations, liens } = await engine.still(() => hold(engine, disk, aside))
    await copyAll(join(frozen, 'store'), join(aside, 'store', 'store'), progress)
    await copySecrets(secrets, join(aside, 'secrets'))
    const fichiers = await sizes(aside)
    const done: Manifest = { version: 1, fait, format: FORMAT, migrations, secrets: secrets.all, fichiers, liens }
    await writeFile(join(aside, MANIFEST), `${JSON.stringify(done, null, 1)}\n`, { flush: true })
    renameSync(aside, target)
    await sync(dirname(target))
    return done
  } catch (error) {
    rmSync(aside, { recursive: true, force: true })
    throw sentenceOf(error, what)
  } finally {
    rmSync(frozen, { recursive: true, force: true })
  }
}

/** Where it is written until it is whole; what a killed one left there goes. */
const makeAside = (aside: string, what: string): void => {
  try {
    mkdirSync(dirname(aside), { recursive: true })
    rmSync(aside, { recursive: true, force: true })
    mkdirSync(aside, { mode: 0o700 })
  } catch (error) {
    throw sentenceOf(error, what)
  }
}

const diskOf = async ({ store }: Engine): Promise<string> => {
  const [disk] = await select<{ path: string }>(store, "SELECT path FROM system.disks WHERE name = 'default'")
  return (disk as { path: string }).path
}

/**
 * The log, and all of the store but its parts, which freezing makes links of: while nothing changes either. The engine waits
 * meanwhile; the collector does not, and what it receives from here on is not in the backup.
 */
const hold = async ({ store, log, now }: Engine, disk: string, aside: string) => {
  const tables = await select<{ name: string }>(
    store,
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'",
  )
  const fait = new Date(now()).toISOString()
  mkdirSync(join(aside, 'log'))
  await log.copy?.(join(aside, 'log'))
  for (const { name } of tables) await store.command({ query: `ALTER TABLE ${name} FREEZE WITH NAME '${FROZEN}'` })
  const liens: Record<string, string> = {}
  for (const path of await skeleton(disk, '')) {
    const to = join('store', path)
    if ((await lstat(join(disk, path))).isSymbolicLink()) liens[to] = readlinkSync(join(disk, path))
    else await copyOne(join(disk, path), join(aside, to))
  }
  const done = await select<{ nom: string }>(store, 'SELECT nom FROM migration ORDER BY nom')
  return { fait, liens, migrations: done.map(({ nom }) => nom) }
}

/** The store's files that are in no part: definitions, notes of the inserts done. Merges, which go on, touch none of them. */
const skeleton = async (disk: string, under: string): Promise<string[]> => {
  const depth = under === '' ? 0 : under.split('/').length
  const found: string[] = []
  for (const entry of await readdir(join(disk, under), { withFileTypes: true })) {
    const path = join(under, entry.name)
    if (depth === 0 && !['metadata', 'store'].includes(entry.name)) continue
    if (!entry.isDirectory()) found.push(path)
    // store/0ab/UUID/…: of a table's own folders, its parts are frozen.
    else if (depth < 3 || !path.startsWith('store') || entry.name === 'deduplication_logs')
      found.push(...(await skeleton(disk, path)))
  }
  return found
}

/** Which years were destroyed is always kept: a restored install must not make their secrets anew. */
const copySecrets = async ({ folder, all }: SavedSecrets, to: string): Promise<void> => {
  const names = existsSync(folder) ? readdirSync(folder) : []
  mkdirSync(to, { recursive: true, mode: 0o700 })
  for (const name of names.filter((one) => one.endsWith('.detruit') || (all && one.endsWith('.secret'))))
    await copyOne(join(folder, name), join(to, name))
}

/**
 * Of a backup without them, where the secrets of persons come from: a folder that has them, which are copied; where the
 * install reads those that are deposited; or nowhere, which is accepted.
 */
export type RestoredSecrets = { from: string } | { deposited: string } | 'none' | null

/** `annee`: the school year that runs, and of which instants are. */
export type RestoreOptions = { secrets: RestoredSecrets; annee: (t: number) => string; now: number }

/** Makes in `data`, which is not there or is empty, the install that a backup holds. */
export const restore = async (
  source: string,
  data: string,
  options: RestoreOptions,
  progress: Progress,
): Promise<Manifest> => {
  const found = readManifest(source)
  await checkFiles(source, found)
  const secrets = secretsOf(found, options)
  if (existsSync(data) && (!statSync(data).isDirectory() || readdirSync(data).length > 0))
    throw new Unusable(`${data} n'est pas vide : restaurez dans un dossier neuf (DATA), rien n'y est remplacé.`)
  const aside = `${data}.restauration`
  const what = `La restauration dans ${data} ne s'écrit pas`
  makeAside(aside, what)
  try {
    await copyAll(source, aside, progress)
    rmSync(join(aside, MANIFEST))
    if (secrets !== null) await copySecrets({ folder: secrets, all: true }, join(aside, 'secrets'))
    for (const [path, to] of Object.entries(found.liens)) {
      await mkdir(dirname(join(aside, path)), { recursive: true })
      await symlink(to, join(aside, path))
    }
    // An empty folder gives way.
    renameSync(aside, data)
    await sync(dirname(data))
    return found
  } catch (error) {
    rmSync(aside, { recursive: true, force: true })
    throw sentenceOf(error, what)
  }
}

/** The folder that they are copied from, or null. A backup of a past school year needs none: its secret is destroyed. */
const secretsOf = ({ secrets: inside, fait }: Manifest, { secrets, annee, now }: RestoreOptions): string | null => {
  const year = annee(Date.parse(fait))
  if (inside || secrets === 'none' || year !== annee(now)) return null
  const has = (folder: string) => existsSync(join(folder, `${year}.secret`))
  if (secrets === null)
    throw new Unusable(
      `La sauvegarde n'a pas les secrets. Sans celui de ${year}, l'installation en ferait un neuf : chaque personne compterait deux fois dans les utilisateurs du mois et de l'année, et ce qu'un appareil renvoie compterait deux fois. Donnez --secrets DOSSIER, où vous les gardez ; ou --sans-secrets, si vous l'acceptez.`,
    )
  const folder = 'from' in secrets ? secrets.from : secrets.deposited
  if (!has(folder))
    throw new Unusable(`${folder} n'a pas ${year}.secret : donnez le dossier où vous gardez les secrets.`)
  return 'from' in secrets ? folder : null
}

const readManifest = (source: string): Manifest => {
  let text: string
  try {
    text = readFileSync(join(source, MANIFEST), 'utf8')
  } catch {
    throw new Unusable(`${source} n'est pas une sauvegarde entière : ${MANIFEST}, écrit en dernier, n'y est pas.`)
  }
  const read = manifest.safeParse(parseJson(text))
  if (!read.success)
    throw new Unusable(`${join(source, MANIFEST)} ne se comprend pas : il vient d'une autre version, ou il est abîmé.`)
  const unknown = read.data.migrations.find(isNewer)
  if (read.data.format > FORMAT || unknown !== undefined)
    throw new Unusable(
      `La sauvegarde ${source} vient d'une version plus récente (${unknown ?? `format ${read.data.format}`}). Installez cette version pour la restaurer.`,
    )
  return read.data
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const checkFiles = async (source: string, { fichiers }: Manifest): Promise<void> => {
  const there = await sizes(source)
  const wrong = Object.entries(fichiers).find(([path, bytes]) => there[path] !== bytes)
  if (wrong !== undefined)
    throw new Unusable(
      `La sauvegarde ${source} est abîmée : ${wrong[0]} ${there[wrong[0]] === undefined ? 'manque' : "n'a pas sa taille"}. Prenez-en une autre copie.`,
    )
}

/** Bytes of every file below a folder, by its path there; the manifest itself left out. */
const sizes = async (folder: string): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await filesOf(folder))
      .map((path) => [relative(folder, path), statSync(path).size] as const)
      .filter(([path]) => path !== MANIFEST),
  )

const filesOf = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

const copyAll = async (from: string, to: string, progress: Progress): Promise<void> => {
  const files = existsSync(from) ? await filesOf(from) : []
  for (const [n, path] of files.entries()) {
    await copyOne(path, join(to, relative(from, path)))
    progress({ done: n + 1, of: files.length, doing: 'fichiers copiés' })
  }
}

const copyOne = async (from: string, to: string): Promise<void> => {
  await mkdir(dirname(to), { recursive: true })
  await copyFile(from, to)
  await sync(to)
}

const sync = async (path: string): Promise<void> => {
  const file = await open(path, 'r')
  await file.sync()
  await file.close()
}

const sentenceOf = (error: unknown, what: string): unknown => {
  const { code } = error as NodeJS.ErrnoException
  if (error instanceof Unusable || code === undefined || !/^E[A-Z]+$/.test(code)) return error
  return new Unusable(`${what} (${code}) : vérifiez la place et les droits. Rien n'en reste.`)
}
