// When people come: the day of the week, holidays, the hour of the day by profile, and how écoles change over the weeks.
import type { Profil } from '../../schema/vocabulary.ts'
import { isOff, weekday } from './calendrier.ts'
import type { Ecole } from './ecoles.ts'
import { chooser, type Random } from './random.ts'
import { DEPARTEMENT_EN_HAUSSE, ECOLE_EN_DECLIN, ECOLE_QUI_SE_TAIT } from './situations.ts'

/** Part of the visits of a week, Monday to Sunday: Wednesday has no class, or half a day. */
const DAYS = [0.2, 0.21, 0.1, 0.21, 0.18, 0.035, 0.065]
const HOLIDAY = 0.05

export const dayWeight = (day: number): number => (DAYS[weekday(day)] as number) * (isOff(day) ? HOLIDAY : 1)

/** Weights of the hours, one after the other from the first given. */
const hours = (first: number, weights: readonly number[]) =>
  chooser(weights.map((weight, i) => [first + i, weight] as const))

/** Morning and afternoon in class, evening at home. */
const SCHOOL_DAY: Record<Profil, (random: Random) => number> = {
  ELEVE: hours(8, [5, 16, 17, 9, 1, 4, 15, 13, 4, 7, 6, 3, 1]),
  ENSEIGNANT: hours(7, [3, 14, 8, 8, 6, 9, 8, 7, 7, 11, 8, 5, 4, 4]),
  PARENT: hours(7, [5, 9, 4, 3, 3, 8, 4, 3, 3, 7, 10, 14, 14, 13, 4]),
  ADMIN_VIE_SCOL_TECH: hours(8, [13, 14, 14, 11, 3, 6, 13, 11, 9, 5, 1]),
  AUTRE: hours(9, [3, 4, 3, 0, 0, 4, 3, 0, 2]),
}
const DAY_OFF = hours(9, [4, 9, 10, 5, 4, 8, 8, 9, 11, 12, 9, 8, 3])

/** When a visit starts, in milliseconds after midnight. */
export const startOfVisit = (random: Random, profil: Profil, day: number): number => {
  const off = weekday(day) > 4 || isOff(day)
  return Math.floor((off ? DAY_OFF(random) : SCHOOL_DAY[profil](random)) * 3600_000 + random() * 3600_000)
}

/** How much an école is used in a week, against its own ordinary; `slope` is its own tendency, from -1 to 1. */
export const weekFactor = (ecole: Ecole, slope: number, week: number): number => {
  const progress = (week - 1) / 10
  if (ecole.uai === ECOLE_QUI_SE_TAIT.uai && week >= ECOLE_QUI_SE_TAIT.semaine) return 0
  if (ecole.uai === ECOLE_EN_DECLIN) return 1.6 * (1 - 0.85 * progress)
  if (ecole.departement.code === DEPARTEMENT_EN_HAUSSE) return 0.67 + 0.66 * progress
  return 1 + 0.35 * slope * (progress - 0.5)
}
