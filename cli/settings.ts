// What a person sets of an install, read and checked once; SETTINGS is its only documentation.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Unusable } from '../schema/folder.ts'

export const SETTINGS = `Réglages, par variables d'environnement :
  DATA            dossier de tout ce qui est gardé (./data)
  LISTEN          adresse du collecteur (127.0.0.1:8080)
  WEB_LISTEN      adresse des pages et de l'API (127.0.0.1:8081) ; pour process seul, de ses mesures (aucune)
  ACCES           secret que les pages demandent, ou fichier:CHEMIN ; obligatoire quand WEB_LISTEN n'est pas local
  SQL_LISTEN      adresse locale où la base embarquée répond, en lecture, comme un ClickHouse par HTTP (aucune)
  LOG_URL         journal (lmdb:$DATA/log), ou kafka://b1:9092,b2:9092/sujet?tls=1&sasl=scram-sha-512…
  STORE_URL       base (chdb:$DATA/store), ou http(s)://utilisateur@hôte:port/base?motdepasse_fichier=CHEMIN&grappe=NOM
  SECRETS         dossier des secrets annuels déposés par vos soins ($DATA/secrets, où ils sont créés au besoin)
  LIMITE          marqueurs par seconde et par projet (5000) ; 0 : sans limite
  JOURNALISATION  messages écrits : error, warn, info ou debug (warn)`

export type Address = { host: string; port: number }
export type Settings = ReturnType<typeof readSettings>

/** Throws `Unusable` with a sentence that names the setting. */
export const readSettings = (env: NodeJS.ProcessEnv) => {
  const data = env.DATA || './data'
  const limit = Number(env.LIMITE || 5000)
  if (!(limit >= 0)) throw new Unusable('LIMITE doit être un nombre de marqueurs par seconde, ou 0.')
  const level = env.JOURNALISATION || 'warn'
  if (!['error', 'warn', 'info', 'debug'].includes(level))
    throw new Unusable(`JOURNALISATION doit être error, warn, info ou debug ; pas « ${level} ».`)
  return {
    data,
    limit,
    level,
    listen: readAddress('LISTEN', env.LISTEN || '127.0.0.1:8080'),
    webListen: readAddress('WEB_LISTEN', env.WEB_LISTEN || '127.0.0.1:8081'),
    /** Of a processor alone, which opens no port that it was not told to. */
    metricsListen: env.WEB_LISTEN ? readAddress('WEB_LISTEN', env.WEB_LISTEN) : null,
    access: readAccess(env.ACCES || ''),
    sqlListen: env.SQL_LISTEN ? readAddress('SQL_LISTEN', env.SQL_LISTEN) : null,
    logUrl: env.LOG_URL || `lmdb:${join(data, 'log')}`,
    storeUrl: withPassword(env.STORE_URL || `chdb:${join(data, 'store')}`),
    secrets: env.SECRETS || join(data, 'secrets'),
    makeSecrets: !env.SECRETS,
  }
}

const readAddress = (name: string, text: string): Address => {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? []
  if (host === undefined || Number(port) > 65535)
    throw new Unusable(`${name} doit être comme 127.0.0.1:8080 ; pas « ${text} ».`)
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) }
}

/** A secret in the environment is seen by more than this process: a file may hold it. */
const readAccess = (text: string): string =>
  text.startsWith('fichier:') ? readSecretFile('ACCES', text.slice('fichier:'.length)) : text

/** The store's own address, the password that `motdepasse_fichier` names put where its client looks for it. */
const withPassword = (text: string): string => {
  if (!/^https?:.*[?&]motdepasse_fichier=/s.test(text) || !URL.canParse(text)) return text
  const url = new URL(text)
  url.password = encodeURIComponent(readSecretFile('STORE_URL', url.searchParams.get('motdepasse_fichier') ?? ''))
  url.searchParams.delete('motdepasse_fichier')
  return url.href
}

const readSecretFile = (name: string, file: string): string => {
  let secret: string
  try {
    secret = readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new Unusable(
      `${name} : le fichier ${file} ne se lit pas (${(error as NodeJS.ErrnoException).code}). Déposez-y le secret, lisible par ce compte.`,
    )
  }
  if (secret === '') throw new Unusable(`${name} : le fichier ${file} est vide. Déposez-y le secret.`)
  return secret
}

export const urlOf = ({ host, port }: Address) => `http://${host.includes(':') ? `[${host}]` : host}:${port}`
