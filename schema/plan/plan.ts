// The shared marking plan (« cahier des charges partagé ») as data: all that /plan shows and /plan.json gives.
import { MAX_AGE_MS, MAX_BODY_BYTES, MAX_MARKERS } from '../marker.ts'
import { CHAMPS_DU_CONTEXTE, CHAMPS_DU_MARQUEUR } from './champs.ts'
import { ACTIONS_DU_PLAN, OUTILS_DU_PLAN, PROFILS_DU_PLAN, TYPES_DU_PLAN } from './codes.ts'
import { CONSEILS } from './conseils.ts'
import { DROIT, DUREES } from './droit.ts'
import { EXEMPLES } from './exemples.ts'
import { PORTEE } from './posted.ts'
import { REGLES } from './regles.ts'
import { SERVICES_DU_PLAN } from './services.ts'

type Version = { version: string; date: string; changements: readonly string[] }

/** The last first. A change of meaning or of code is a new version; `v` of the marker changes when its form does. */
const VERSIONS: readonly Version[] = [
  {
    version: '1.0',
    date: '2026-09-01',
    changements: [
      'Première version du marqueur `v: 1`. Les points suivants la comparent au plan de 2021 (SmartTag).',
      "Les 25 services, `PAGE_ENT`, les profils et les libellés d'outils gardent leurs codes de 2021 : une correspondance de pages déjà validée se reprend telle quelle.",
      "Un profil vide n'est plus accepté : il s'envoie `AUTRE`.",
      '`type` devient facultatif : il se déduit de `outil`.',
      "L'établissement s'envoie une fois, dans `uai` ; il n'y a plus de niveau 2.",
      "L'établissement d'une personne qui en a plusieurs est celui où elle agit, et non le premier de sa liste.",
      'Plus de cookie, plus de date : un `id` par marqueur et un `age` les remplacent.',
      'La lecture des actualités compte comme leur rédaction (le plan de 2012 ne comptait que celle-ci).',
    ],
  },
]

export const PLAN = {
  ...(VERSIONS[0] as Version),
  v: 1,
  limites: { marqueursParRequete: MAX_MARKERS, octetsParRequete: MAX_BODY_BYTES, ageMaximalMs: MAX_AGE_MS },
  champs: { contexte: CHAMPS_DU_CONTEXTE, marqueur: CHAMPS_DU_MARQUEUR },
  services: SERVICES_DU_PLAN,
  profils: PROFILS_DU_PLAN,
  actions: ACTIONS_DU_PLAN,
  types: TYPES_DU_PLAN,
  outils: OUTILS_DU_PLAN,
  regles: REGLES,
  refus: CONSEILS,
  droit: { notes: DROIT, durees: DUREES },
  exemples: EXEMPLES,
  portee: PORTEE,
  versions: VERSIONS,
}
