// The dashboards, in the order in which they are offered.
import type { Tableau } from './panneau.ts'
import { EXPLOITATION, QUALITE } from './pilotage.ts'
import { DEPARTEMENTS, ETABLISSEMENT, ETABLISSEMENTS } from './territoire.ts'
import { EQUIPEMENTS, PROJETS, USAGES, VUE_ENSEMBLE } from './usage.ts'

export const TABLEAUX: readonly Tableau[] = [
  VUE_ENSEMBLE,
  PROJETS,
  DEPARTEMENTS,
  ETABLISSEMENTS,
  ETABLISSEMENT,
  USAGES,
  EQUIPEMENTS,
  QUALITE,
  EXPLOITATION,
]
