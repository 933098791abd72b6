// LOG_URL=kafka://…: where the brokers are, how to speak to them, and what the topic is to be if it has to be made.
// No sentence repeats the address: it may hold a password.
import { readFileSync } from 'node:fs'
import { Unusable } from '../../schema/folder.ts'

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const
export type Sasl = { mechanism: (typeof MECHANISMS)[number]; username: string; password: string }

export type KafkaSettings = {
  brokers: string[]
  topic: string
  group: string
  tls: boolean
  sasl: Sasl | null
  partitions: number
  /** null: three, or as many as there are brokers. */
  replicas: number | null
  /** null: all of the replicas but one, which may then be away. */
  minInsync: number | null
  retentionMs: number
}

const OPTIONS = [
  'tls',
  'sasl',
  'utilisateur',
  'motdepasse_fichier',
  'group',
  'partitions',
  'replicas',
  'min_insync',
  'retention_heures',
]
/**
 * Processors share partitions: as many may work at once, each as many markers a second as a national day brings. Each partition that a
 * send touches is a message to write and to read, which costs as much as several requests.
 */
const PARTITIONS = 6
/** 7 days, as long as `purge` keeps a log, and as Kafka remembers the positions of a group that is away. */
const RETENTION_HOURS = 7 * 24

const SHAPE = /^kafka:\/\/(?:([^@/?]*)@)?([^@/?]+)\/([A-Za-z0-9._-]{1,200})(?:\?(.*))?$/s
const BROKER = /^[A-Za-z0-9._-]+(:\d{1,5})?$/

export const readKafkaUrl = (url: string): KafkaSettings => {
  const [, account, hosts, topic, query] = SHAPE.exec(url) ?? []
  if (hosts === undefined || topic === undefined)
    throw new Unusable('LOG_URL doit être comme kafka://courtier1:9092,courtier2:9092/sujet?option=valeur.')
  const brokers = hosts.split(',')
  if (!brokers.every((broker) => BROKER.test(broker)))
    throw new Unusable('LOG_URL : chaque courtier doit être comme nom:9092, séparé du suivant par une virgule.')
  const options = new URLSearchParams(query)
  for (const name of options.keys())
    if (!OPTIONS.includes(name))
      throw new Unusable(`LOG_URL : « ${name} » n'est pas une option. Il y a ${OPTIONS.join(', ')}.`)
  const replicas = readCount(options, 'replicas')
  const minInsync = readCount(options, 'min_insync')
  if (replicas !== null && minInsync !== null && minInsync > replicas)
    throw new Unusable('LOG_URL : min_insync ne peut pas dépasser replicas.')
  return {
    brokers: brokers.map((broker) => (broker.includes(':') ? broker : `${broker}:9092`)),
    topic,
    group: options.get('group') || `${topic}.traitement`,
    tls: readFlag(options, 'tls'),
    sasl: readSasl(options, account),
    partitions: readCount(options, 'partitions') ?? PARTITIONS,
    replicas,
    minInsync,
    retentionMs: (readCount(options, 'retention_heures') ?? RETENTION_HOURS) * 3600 * 1000,
  }
}

const readCount = (options: URLSearchParams, name: string): number | null => {
  const text = options.get(name)
  if (text === null) return null
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Unusable(`LOG_URL : ${name} doit être un nombre d'au moins 1.`)
  return Number(text)
}

const readFlag = (options: URLSearchParams, name: string): boolean => {
  const text = options.get(name) ?? '0'
  if (text !== '0' && text !== '1') throw new Unusable(`LOG_URL : ${name} doit être 0 ou 1.`)
  return text === '1'
}

/** From `user:password@`, or from `utilisateur` and the file of the password; null when neither names a user. */
const readSasl = (options: URLSearchParams, account: string | undefined): Sasl | null => {
  const [user = '', password = ''] = (account ?? '').split(/:(.*)/s).map(decode)
  const username = options.get('utilisateur') || user
  const mechanism = (options.get('sasl') ?? 'scram-sha-512') as Sasl['mechanism']
  if (!MECHANISMS.includes(mechanism)) throw new Unusable(`LOG_URL : sasl doit être ${MECHANISMS.join(', ')}.`)
  const file = options.get('motdepasse_fichier')
  if (username === '') {
    if (options.has('sasl') || file !== null) throw new Unusable('LOG_URL : sasl demande un utilisateur.')
    return null
  }
  const found = file === null ? password : readPassword(file)
  if (found === '') throw new Unusable('LOG_URL : donnez le mot de passe du journal, par motdepasse_fichier.')
  return { mechanism, username, password: found }
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Unusable("LOG_URL : un caractère du nom ou du mot de passe est mal codé (un % s'écrit %25).")
  }
}

const readPassword = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new Unusable(
      `Le mot de passe du journal ne se lit pas dans ${file} (${(error as NodeJS.ErrnoException).code}) : vérifiez motdepasse_fichier.`,
    )
  }
}
