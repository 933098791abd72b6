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

/** To be read while no batch is under way: a batch in the store and not yet committed would be counted twice. */
export const readLedger = async (store: Store, log: MarkerLog): Promise<Ledger> => {
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
