// What became of every marker received, and how far the figures go: what the engine knows and the pages show.
import { type Store, select } from './store.ts'

/** One projet and one day of reception (Paris). */
export type LedgerLine = {
  projet: string
  jour: string
  recus: number
  comptes: number
  doublons: number
  /** By reason, those that occurred. */
  rejetes: Record<string, number>
  enAttente: number
}

/** `ferme`: every line adds up, recus = comptes + doublons + rejetes + enAttente. */
export type Ledger = { ferme: boolean; lignes: LedgerLine[] }

/** As whoever processes last said it. */
export const readFraicheur = async (store: Store): Promise<Fraicheur> => {
  const [said] = await select<{ complet: number | string | null; clos: string | null }>(
    store,
    'SELECT toUnixTimestamp64Milli(complet_jusqua) AS complet, jours_clos AS clos FROM fraicheur ORDER BY dit DESC LIMIT 1',
  )
  const complet = said?.complet ?? null
  return {
    completJusqua: complet === null ? null : new Date(Number(complet)).toISOString(),
    joursClos: said?.clos ?? null,
  }
}

export type Fraicheur = {
  /** ISO instant: all that was received before it is in the figures. */
  completJusqua: string | null
  /** `YYYY-MM-DD`: days up to this one are closed, their figures won't change any more. */
  joursClos: string | null
}
