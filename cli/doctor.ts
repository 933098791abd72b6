// « mesure doctor »: what is wrong on this machine, and what to do. It changes nothing: no store is made or migrated for it.
import { accessSync, constants, existsSync, readdirSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { openSecrets, schoolYear } from '../collector/pseudonym.ts'
import { LogUnavailable } from '../log/log.ts'
import { openLog } from '../log/open.ts'
import { callEngine } from '../processor/control.ts'
import { examine } from '../processor/doctor.ts'
import { readLedger } from '../processor/ledger.ts'
import type { Constat } from '../schema/constat.ts'
import { FORMAT, Unusable } from '../schema/folder.ts'
import { openStore } from '../schema/store.ts'
import type { Context, Run } from './engine.ts'
import { type Address, type Settings, urlOf } from './settings.ts'

const DAY_MS = 24 * 3600 * 1000
/** The next year's secret is to be with every collector before 1 August. */
const NEXT_SECRET_MS = 31 * DAY_MS
const [NODE_MAJOR, NODE_MINOR] = [20, 19]
/** Merges and rebuilds write a part again before they drop the old one. */
const FREE_SHARE = 0.1
const FREE_BYTES = 2e9

export const doctor: Run = async ({ options }, context) => {
  const { settings, now, output } = context
  const constats = [
    ...(await examineMachine(settings, now())),
    ...(await examinePort('WEB_LISTEN', settings.webListen, '/api/fraicheur')),
    ...(await examineEngine(context)),
  ]
  const bien = constats.length === 0
  await output.write(options.json === true ? `${JSON.stringify({ bien, constats })}\n` : said(constats))
  return bien ? 0 : 1
}

/** All but its log, its store and its pages: those who hold them are asked. */
export const examineMachine = async (settings: Settings, now: number): Promise<Constat[]> => [
  ...examineNode(process.versions.node),
  ...examineFolder(settings.data),
  ...examineDisk(settings.data),
  ...examineSecrets(settings, now),
  ...(await examinePort('LISTEN', settings.listen, '/ready')),
]

const said = (constats: readonly Constat[]): string =>
  constats.length === 0
    ? 'Tout va bien.\n'
    : constats.map(({ sujet, constat, faire }) => `${sujet} : ${constat}\n  → ${faire}\n`).join('')

export const examineNode = (version: string): Constat[] => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > NODE_MAJOR || (major === NODE_MAJOR && minor >= NODE_MINOR)) return []
  return [
    {
      sujet: 'node',
      constat: `Node ${version} est trop ancien.`,
      faire: `Installez Node ${NODE_MAJOR}.${NODE_MINOR} au moins.`,
    },
  ]
}

const examineFolder = (data: string): Constat[] => {
  if (!existsSync(data)) return []
  const sujet = 'dossier'
  const found: Constat[] = []
  try {
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    found.push({
      sujet,
      constat: `${data} ne peut pas être écrit par ce compte.`,
      faire: `Donnez-le-lui : chown, ou changez DATA.`,
    })
  }
  if ((statSync(data).mode & 0o077) !== 0)
    found.push({ sujet, constat: `${data} est ouvert à d'autres comptes de la machine.`, faire: `chmod 700 ${data}` })
  const format = join(data, 'format')
  if (existsSync(format) && Number(readFileSync(format, 'utf8')) > FORMAT)
    found.push({
      sujet,
      constat: `${data} vient d'une version plus récente.`,
      faire: 'Installez cette version-là, ou changez DATA.',
    })
  return found
}

const examineDisk = (data: string): Constat[] => {
  let folder = resolve(data)
  while (!existsSync(folder)) folder = dirname(folder)
  const { bavail, blocks, bsize } = statfsSync(folder)
  return shortOfRoom(folder, bavail * bsize, blocks * bsize)
}

export const shortOfRoom = (folder: string, free: number, total: number): Constat[] =>
  free >= Math.min(FREE_BYTES, total * FREE_SHARE)
    ? []
    : [
        {
          sujet: 'disque',
          constat: `Il ne reste que ${Math.floor(free / 1e6)} Mo libres sur ${Math.floor(total / 1e6)} pour ${folder}.`,
          faire:
            'Faites de la place ou agrandissez le disque : plein, le collecteur répond 503 et rien ne se reconstruit.',
        },
      ]

export const examineSecrets = ({ secrets, makeSecrets }: Settings, now: number): Constat[] => {
  const sujet = 'secrets'
  const found: Constat[] = []
  const [year, next] = [schoolYear(now), schoolYear(now + NEXT_SECRET_MS)]
  const names = existsSync(secrets) ? readdirSync(secrets).filter((name) => name.endsWith('.secret')) : []
  for (const path of [secrets, ...names.map((name) => join(secrets, name))])
    if (existsSync(path) && (statSync(path).mode & 0o077) !== 0)
      found.push({
        sujet,
        constat: `${path} se lit par d'autres comptes.`,
        faire: `chmod ${path === secrets ? '700' : '600'} ${path}`,
      })
  try {
    // On one machine the collector makes the year's when it is first needed.
    if (!makeSecrets || names.includes(`${year}.secret`)) openSecrets(secrets, false).of(year)
  } catch (error) {
    found.push({
      sujet,
      constat:
        error instanceof Unusable
          ? error.message
          : `Le secret de ${year} ne se lit pas (${(error as NodeJS.ErrnoException).code}).`,
      faire: 'Sans lui le collecteur ne démarre pas : déposez celui que les autres collecteurs ont.',
    })
  }
  if (!makeSecrets && next !== year && !names.includes(`${next}.secret`))
    found.push({
      sujet,
      constat: `Le secret de ${next} n'est pas encore déposé ; il sert dès le 1er août.`,
      faire: `openssl rand -hex 32 > ${join(secrets, `${next}.secret`)}, et le même fichier chez chaque collecteur.`,
    })
  const past = names.map((name) => name.slice(0, 9)).filter((one) => one < year)
  // Paris is two hours ahead: a day later it is September there whatever the hour.
  if (past.length > 0 && new Date(now - DAY_MS).getUTCMonth() !== 7)
    found.push({
      sujet,
      constat: `Le secret de ${past.join(', ')} devrait être détruit depuis le 1er septembre.`,
      faire: 'Lancez « mesure purge ».',
    })
  return found
}

/** Free is well: nothing need run. Taken by ours is well when it says that it is. */
const examinePort = async (name: string, address: Address, path: string): Promise<Constat[]> => {
  if (address.port === 0 || (await isFree(address))) return []
  const answer = await fetch(`${urlOf({ ...address, host: reachable(address.host) })}${path}`, {
    signal: AbortSignal.timeout(5000),
  }).then(
    async (response) => ({ ok: response.ok || response.status === 401, said: await response.json().catch(() => null) }),
    () => null,
  )
  // All that ours says is JSON.
  if (answer?.ok && answer.said !== null) return []
  const { erreur } = (answer?.said ?? {}) as { erreur?: string }
  if (erreur !== undefined)
    return [
      {
        sujet: 'collecteur',
        constat: `${urlOf(address)} : ${erreur}`,
        faire: 'Corrigez, il reprend sans être relancé.',
      },
    ]
  return [
    {
      sujet: 'adresse',
      constat: `${address.host}:${address.port} (${name}) est pris par un autre programme.`,
      faire: `Libérez-la, ou donnez-en une autre dans ${name}.`,
    },
  ]
}

const reachable = (host: string): string => ({ '0.0.0.0': '127.0.0.1', '::': '::1' })[host] ?? host

const isFree = ({ host, port }: Address): Promise<boolean> =>
  new Promise((done) => {
    const server = createServer()
    server.once('error', ({ code }: NodeJS.ErrnoException) => done(code !== 'EADDRINUSE'))
    server.listen(port, host, () => server.close(() => done(true)))
  })

/** By the engine that runs; else from the log and the store, each of which may be what is wrong. */
const examineEngine = async ({ settings, now, output }: Context): Promise<Constat[]> => {
  let answer = ''
  const write = (text: string) => {
    answer += text
  }
  try {
    const code = await callEngine(settings.data, { name: 'doctor', args: [], options: {} }, { ...output, write })
    if (code !== null) return JSON.parse(answer)
    return await examineApart(settings, now)
  } catch (error) {
    return [trouble('moteur', error)]
  }
}

const examineApart = async (settings: Settings, now: () => number): Promise<Constat[]> => {
  const found: Constat[] = []
  const log = await openLogApart(settings, now, found)
  const store = await openStoreApart(settings.storeUrl, found)
  try {
    if (store !== null) {
      const ledger = (of: NonNullable<typeof log>) => readLedger(store, of)
      found.push(...(await examine({ store, log, ledger, annee: schoolYear(now()), now: now() })))
    }
  } catch (error) {
    found.push(trouble('base', error))
  } finally {
    await store?.close()
    await log?.close()
  }
  return found
}

const openLogApart = async ({ logUrl }: Settings, now: () => number, found: Constat[]) => {
  const embedded = /^lmdb:([^?]*)/.exec(logUrl)?.[1]
  if (embedded !== undefined && !existsSync(embedded)) return null
  try {
    const log = await openLog(logUrl, now)
    try {
      await log.append([])
      return log
    } catch (error) {
      await log.close()
      throw error
    }
  } catch (error) {
    found.push(trouble('journal', error))
    return null
  }
}

const openStoreApart = async (url: string, found: Constat[]) => {
  if (url.startsWith('chdb:') && !existsSync(url.slice('chdb:'.length))) {
    found.push({
      sujet: 'base',
      constat: "La base n'existe pas encore.",
      faire: 'Lancez « mesure start », ou « mesure migrate ».',
    })
    return null
  }
  try {
    return await openStore(url, { readonly: true })
  } catch (error) {
    found.push(trouble('base', error))
    return null
  }
}

const FAIRE: Record<string, string> = {
  journal: 'Vérifiez LOG_URL, la place et les droits ; sur Kafka, que les courtiers répondent.',
  base: 'Vérifiez STORE_URL, la place et les droits ; sur ClickHouse, que le serveur répond à ce compte.',
  moteur: 'Arrêtez-le et relancez-le ; regardez son journal.',
}

/** Whatever log or store say when they fail is something outside: an address, a right, a server. */
const trouble = (sujet: string, error: unknown): Constat => {
  const { message, code } = error as NodeJS.ErrnoException
  const cause = String(message || code || error).split('\n')[0] as string
  const constat =
    error instanceof Unusable
      ? cause
      : `${error instanceof LogUnavailable ? 'Le journal' : `« ${sujet} »`} ne répond pas (${cause}).`
  return { sujet, constat, faire: FAIRE[sujet] as string }
}
