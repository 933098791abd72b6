// How far the figures go, said in the store by whoever processes, for pages and views to read.
import { addDays, instantOf, parisDay } from '../schema/clock.ts'
import { readFraicheur } from '../schema/ledger.ts'
import type { Directory } from '../schema/marker.ts'
import type { Store } from '../schema/store.ts'
import type { Fuseau } from '../schema/vocabulary.ts'
import { dirtyDays } from './rebuild.ts'

/** 48 h: a tag that was offline may still send markers of a day that long after it (design §3: closed). */
const LATE_MS = 48 * 3600 * 1000

/** Says that all that was received before `complete` is in the figures; null when no more is than was said before. */
export const sayFraicheur = async (store: Store, directory: Directory, complete: number | null): Promise<void> => {
  const said = await readFraicheur(store)
  const completJusqua = complete === null ? said.completJusqua : new Date(complete).toISOString()
  const joursClos = completJusqua === null ? null : await lastClosedDay(store, directory, Date.parse(completJusqua))
  if (completJusqua === said.completJusqua && joursClos === said.joursClos) return
  await store.command({
    query: `INSERT INTO fraicheur SELECT 0, parseDateTime64BestEffort({complet:String}, 3, 'UTC'), {clos:Nullable(Date)},
      greatest(now64(3), (SELECT max(dit) FROM fraicheur) + toIntervalMillisecond(1))`,
    query_params: { complet: completJusqua, clos: joursClos },
  })
}

/** A day with nothing left to come of what is received in time, and which is not to be rebuilt. */
const lastClosedDay = async (store: Store, directory: Directory, complete: number): Promise<string> => {
  const [first] = await dirtyDays(store)
  const zones = new Set<Fuseau>([...directory.ecoles.values()].map(({ fuseau }) => fuseau).concat('Europe/Paris'))
  const ended = (jour: string) => Math.max(...[...zones].map((zone) => instantOf(addDays(jour, 1), 4, zone))) + LATE_MS
  let jour = addDays(parisDay(complete), -1)
  while (ended(jour) > complete || (first !== undefined && jour >= first.jour)) jour = addDays(jour, -1)
  return jour
}
