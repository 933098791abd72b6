// One page of an élève of the lycée, as a recorded request: what the hand-made examples are made of.
import type { Recorded } from './oracle-judge.ts'
import { LYCEE } from './schools.ts'

export const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/139.0.0.0 Safari/537.36'
export const ANDROID = 'Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/139.0.0.0 Mobile Safari/537.36'

export type Json = Record<string, unknown>
let minted = 0
/** One page of an élève of the lycée, received as it is shown unless `received` says otherwise. */
export const page = (t: string, marker: Json = {}, context: Json = {}, userAgent = WINDOWS): Recorded => {
  const { received = t, ...own } = marker as { received?: string }
  minted += 1
  const id = `marqueur-${String(minted).padStart(8, '0')}`
  const shown = { id, age: Date.parse(received) - Date.parse(t), action: 'page', service: 'ACCUEIL', ...own }
  const eleve = { v: 1, projet: 'ENT95', uai: LYCEE.uai, profil: 'ELEVE', visiteur: 'v-0001' }
  return { received: new Date(received).toISOString(), userAgent, body: { ...eleve, ...context, markers: [shown] } }
}
