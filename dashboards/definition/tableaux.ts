// The dashboards, in the order in which they are offered.
import { PROJETS, VUE_ENSEMBLE } from './ensemble.ts'
import type { Tableau } from './panneau.ts'
import { EXPLOITATION, QUALITE } from './pilotage.ts'
import { DEPARTEMENTS, ETABLISSEMENT, ETABLISSEMENTS } from './territoire.ts'
import { EQUIPEMENTS, USAGES } from './usage.ts'

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
