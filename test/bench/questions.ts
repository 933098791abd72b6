// A process of the bench `national`: opens the store and asks what one panel asks, or draws one page; writes the times.

import { gzipSync } from 'node:zlib'
import { TABLEAUX } from '../../dashboards/definition/tableaux.ts'
import { lireFiltres } from '../../dashboards/pages/filtres.ts'
import { type Lecteur, type Ligne, lireAffiche, lireDerniere } from '../../dashboards/pages/lecture.ts'
import { lireTranches } from '../../dashboards/pages/tranche.ts'
import { buildWeb } from '../../dashboards/web.ts'
import { openStore, type Store, select } from '../../schema/store.ts'
import { setting } from './figure.ts'
import { ECOLE, NOW } from './nation.ts'

export const SCOPES: Record<string, Record<string, string>> = {
  nation: {},
  académie: { code_academie: '1' },
  département: { code_departement: '002' },
  projet: { projet: 'ENT002-2' },
  école: { uai: ECOLE },
}
const GENRES = ['semaine', 'mois', 'annee']

/** `cpuMs`: of this process alone, which other work on the machine hardly moves. */
export type Cell = { scope: string; genre: string; ms: number[]; cpuMs: number }
export type Asked = { cold: number; cells: Cell[]; reference: number[] }
export type Drawn = { cold: number; warm: number[]; kept: number; kb: number; gzipKb: number }

/** A cell stops there: what takes seconds is slow enough to be told from three runs. */
const CELL_MS = 3_000
const RUNS = setting('BENCH_RUNS', 12)

const timed = async (run: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await run()
  return performance.now() - started
}
const repeated = async (run: () => Promise<unknown>): Promise<number[]> => {
  const ms: number[] = []
  const started = performance.now()
  while (ms.length < RUNS && (ms.length < 3 || performance.now() - started < CELL_MS)) ms.push(await timed(run))
  return ms
}

/** What all panels are beside: the visits of half a year of weeks of every school. */
const REFERENCE = `SELECT debut, sum(visites) AS visites, countIf(utilisateurs >= 5) AS actives FROM ecole_periode
  WHERE genre = 'semaine' AND debut BETWEEN '2026-05-25' AND '2026-11-23' GROUP BY debut ORDER BY debut`

const askPanel = async (store: Store, tableau: string, id: string): Promise<Asked> => {
  const panneau = TABLEAUX.find((one) => one.id === tableau)?.panneaux.find((one) => one.id === id)
  if (panneau === undefined) throw new Error(`no panel ${tableau}/${id}`)
  const lire: Lecteur = (query, params) => select<Ligne>(store, query, params)
  const tranche = lireTranches([panneau], {}).get(id)
  const ask = async (query: Record<string, string>) => {
    const filtres = lireFiltres(query, NOW)
    const derniere = await lireDerniere(lire, filtres)
    return () => lireAffiche(lire, panneau, filtres, derniere, tranche)
  }
  const cold = await timed(async () => (await ask({}))())
  const cells: Cell[] = []
  for (const [scope, portee] of Object.entries(SCOPES))
    for (const genre of GENRES) {
      const question = await ask({ ...portee, genre })
      const before = process.cpuUsage()
      const ms = await repeated(question)
      const { user, system } = process.cpuUsage(before)
      cells.push({ scope, genre, ms, cpuMs: (user + system) / 1000 / ms.length })
    }
  return { cold, cells, reference: await repeated(() => select(store, REFERENCE)) }
}

/** `cold`: the first answer of the process. `warm`: the engine is, and no answer is kept. `kept`: the same again. */
const drawPage = async (folder: string, first: Store, tableau: string): Promise<Drawn> => {
  const stores = [first, ...(await Promise.all([1, 2].map(() => openStore(`chdb:${folder}`, { readonly: true }))))]
  const fraicheur = async () => ({ completJusqua: new Date(NOW).toISOString(), joursClos: '2026-11-28' })
  const ledger = () => Promise.reject(new Error('not asked'))
  const open = () => buildWeb({ stores, ledger, fraicheur, now: () => NOW, logger: false })
  let web = await open()
  const get = () => web.inject(`/tableau/${tableau}${tableau === 'etablissement' ? `?uai=${ECOLE}` : ''}`)
  const cold = await timed(get)
  const warm: number[] = []
  for (let run = 0; run < 5; run += 1) {
    web = await open()
    warm.push(await timed(get))
  }
  const { body } = await get()
  const kept = await timed(get)
  for (const store of stores.slice(1)) await store.close()
  return { cold, warm, kept, kb: Buffer.byteLength(body) / 1000, gzipKb: gzipSync(body).length / 1000 }
}

const [folder = '', tableau = '', panneau = ''] = process.argv.slice(2)
if (process.argv[1] === import.meta.filename) {
  const store = await openStore(`chdb:${folder}`, { readonly: true })
  const answer = panneau === '' ? await drawPage(folder, store, tableau) : await askPanel(store, tableau, panneau)
  await store.close()
  process.send?.(answer) ?? process.stdout.write(JSON.stringify(answer))
  process.disconnect?.()
}
