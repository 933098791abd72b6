// The persons of one invented école: how many of each profile, how faithful, with which devices.
import type { Profil } from '../../schema/vocabulary.ts'
import type { Ecole } from './ecoles.ts'
import { hex, poisson, type Random } from './random.ts'
import { ECOLE_DES_PARENTS, PROJET_DES_TABLETTES } from './situations.ts'
import { type Device, inventDevice } from './userAgents.ts'

export type Person = {
  visiteur: string
  profil: Profil
  /** How likely to come at all in an ordinary week. */
  fidelite: number
  /** Visits in an ordinary week in which the person comes. */
  visites: number
  devices: readonly [Device, Device]
}

/**
 * Accounts in use for a hundred pupils, and how they come: so set that visits, users and profiles stand to one another
 * about as in the national open data of 2025-26, whatever the small size.
 */
const HABITS: Record<Profil, { pourCent: number; fidelite: number; visites: number }> = {
  ELEVE: { pourCent: 17, fidelite: 0.24, visites: 5.8 },
  PARENT: { pourCent: 13.5, fidelite: 0.22, visites: 5.4 },
  ENSEIGNANT: { pourCent: 3.2, fidelite: 0.46, visites: 5.4 },
  ADMIN_VIE_SCOL_TECH: { pourCent: 0.6, fidelite: 0.44, visites: 4.8 },
  AUTRE: { pourCent: 0.3, fidelite: 0.3, visites: 2 },
}
/** Pupils of a maternelle come with an adult, when they do. */
const MATERNELLE_ELEVES = 0.15
/** Parents who come alone come more, so that there are five in a week: fewer are hidden, and nothing is said of their school. */
const PARENTS_SEULS = 4

const uuid = (random: Random): string =>
  `${hex(random, 2)}-${hex(random, 1)}-4${hex(random, 1).slice(1)}-a${hex(random, 1).slice(1)}-${hex(random, 3)}`

export const inventPersons = (random: Random, ecole: Ecole): Person[] => {
  // Some écoles live with their ENT, others hardly open it.
  const adoption = 0.42 + 1.25 * random() * random() + 0.22 * random()
  return (Object.keys(HABITS) as Profil[]).flatMap((profil) => {
    const alone = ecole.uai === ECOLE_DES_PARENTS
    if (alone && profil !== 'PARENT') return []
    const { pourCent, fidelite, visites } = HABITS[profil]
    const young = profil === 'ELEVE' && !ecole.elementaire ? MATERNELLE_ELEVES : 1
    const equipped = profil === 'ELEVE' && ecole.projet === PROJET_DES_TABLETTES
    return Array.from(
      { length: poisson(random, ((ecole.eleves * pourCent) / 100) * (0.6 + 0.4 * adoption) * young) },
      () => {
        const device = inventDevice(random, profil, equipped)
        return {
          visiteur: uuid(random),
          profil,
          fidelite: Math.min(0.98, fidelite * (alone ? PARENTS_SEULS : 1) * adoption * (0.5 + random())),
          visites: visites * (0.4 + 1.2 * random()),
          devices: [device, random() < 0.25 ? inventDevice(random, profil, false) : device],
        }
      },
    )
  })
}
