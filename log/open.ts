// The log that LOG_URL names. What each may do is the contract of log.ts; only the one that is asked for is loaded.
import { withoutAccount } from '../schema/address.ts'
import { Unusable } from '../schema/folder.ts'
import type { MarkerLog } from './log.ts'

/** 12 GB: a busy national day that no one counts (30 million markers of 400 bytes). */
const DEFAULT_BYTES = 12e9

/** `lmdb:FOLDER`, with `?octets=N` for another bound on its size; or `kafka://BROKER,…/TOPIC`, with the options of kafka/url.ts. */
export const openLog = async (url: string, now: () => number): Promise<MarkerLog> => {
  if (url.startsWith('kafka:')) {
    const { readKafkaUrl } = await import('./kafka/url.ts')
    const settings = readKafkaUrl(url)
    const { KafkaLog } = await import('./kafka.ts')
    return new KafkaLog(settings)
  }
  if (!url.startsWith('lmdb:'))
    throw new Unusable(`LOG_URL vaut « ${withoutAccount(url)} » : il faut lmdb:DOSSIER ou kafka://COURTIERS/SUJET.`)
  const [path, query] = url.slice('lmdb:'.length).split('?') as [string, string | undefined]
  const bytes = Number(new URLSearchParams(query).get('octets') ?? DEFAULT_BYTES)
  if (!(bytes >= 1e6)) throw new Unusable(`LOG_URL : octets doit être un nombre d'au moins un million.`)
  const { LmdbLog } = await import('./lmdb.ts')
  try {
    return new LmdbLog(path, now, bytes)
  } catch (error) {
    throw new Unusable(
      `Le journal ${path} ne s'ouvre pas (${(error as Error).message}). Vérifiez les droits et la place.`,
    )
  }
}
