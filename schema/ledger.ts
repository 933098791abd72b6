// What became of every marker received, and how far the figures go: what the engine knows and the pages show.

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

export type Fraicheur = {
  /** ISO instant: all that was received before it is in the figures. */
  completJusqua: string | null
  /** `YYYY-MM-DD`: days up to this one are closed, their figures won't change any more. */
  joursClos: string | null
}
