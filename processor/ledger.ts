// The ledger: what the store judged and rebuilt, plus what the log still holds. It closes to the marker, or says so.
import type { MarkerLog } from '../log/log.ts'
import { parisDay } from '../schema/clock.ts'
import type { Ledger, LedgerLine } from '../schema/ledger.ts'
import { type Store, select } from '../schema/store.ts'

type Count = number | string
type Row = {
  projet: string
  recu: string
  verdict: string
  n: Count
  comptes: Count
  doublons: Count
  en_attente: Count
  ecart: Count
}

/** Store and log are not read at one instant: where other processes work meanwhile, a line may fail to add up once. */
const TRIES = 3

/**
 * To be read while this process has no batch under way. One that is in the store and not committed yet is received twice, and
 * waits: several processors may have theirs.
 */
export const readLedger = async (store: Store, log: MarkerLog): Promise<Ledger> => {
  let ledger = await readOnce(store, log)
  for (let left = log.shared ? TRIES - 1 : 0; left > 0 && !ledger.ferme; left -= 1) ledger = await readOnce(store, log)
  return ledger
}

const readOnce = async (store: Store, log: MarkerLog): Promise<Ledger> => {
  const lines = new Map<string, LedgerLine>()
  let ferme = true
  for (const row of await select<Row>(store, 'SELECT * FROM registre')) {
    const line = lineOf(lines, row.projet, row.recu)
    const n = Number(row.n)
    line.recus += n
    if (row.verdict === 'compte') {
      line.comptes += Number(row.comptes)
      line.doublons += Number(row.doublons)
      line.enAttente += Number(row.en_attente)
    } else line.rejetes[row.verdict] = (line.rejetes[row.verdict] ?? 0) + n
    if (Number(row.ecart) !== 0) ferme = false
  }
  const projets = new Set(
    (await select<{ projet: string }>(store, 'SELECT projet FROM projet')).map((row) => row.projet),
  )
  for await (const requests of log.scan('pending'))
    for (const { projet, recu, markers } of requests) {
      const line = lineOf(lines, projets.has(projet) ? projet : '?', parisDay(recu))
      line.recus += markers.length
      line.enAttente += markers.length
    }
  const lignes = [...lines.values()].sort((a, b) => order(a).localeCompare(order(b)))
  return { ferme: ferme && lignes.every(addsUp), lignes }
}

const lineOf = (lines: Map<string, LedgerLine>, projet: string, jour: string): LedgerLine => {
  const key = `${projet}\t${jour}`
  const line = lines.get(key) ?? { projet, jour, recus: 0, comptes: 0, doublons: 0, rejetes: {}, enAttente: 0 }
  lines.set(key, line)
  return line
}

const order = ({ jour, projet }: LedgerLine) => `${jour}\t${projet}`

const addsUp = ({ recus, comptes, doublons, rejetes, enAttente }: LedgerLine): boolean =>
  enAttente >= 0 && recus === comptes + doublons + enAttente + Object.values(rejetes).reduce((sum, n) => sum + n, 0)
