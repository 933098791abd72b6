// What the drawings of a page have in common.
import type { Tableau } from '../definition/panneau.ts'
import type { Filtres } from './filtres.ts'
import type { Bande, Repere } from './graphique.ts'
import type { Tranches } from './tranche.ts'

export type Contexte = {
  tableau: Tableau
  filtres: Filtres
  /** The filters that were asked, which links keep. */
  demandes: ReadonlySet<string>
  /** Of each table, what its address asks. */
  tranches: Tranches
  derniere: string
  /** The periods that were measured, among those asked. */
  mesurees: readonly { debut: string; provisoire: boolean }[]
  vacances: readonly Bande[]
  reperes: readonly Repere[]
}
