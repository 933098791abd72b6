// Sentences written from figures by rules: what rose, what fell, by how much, beside what. Never an adjective for a number.
import { decimal, entier, evolution } from './french.ts'

export type Sens = 'hausse' | 'baisse' | 'stable'
export type Tendance = { sens: Sens; phrase: string }

/** Below it a figure is said to be stable: a day of strike or a late school moves more. */
const STABLE = 0.01
/** Of fewer than these, a percentage would make much of little: the two numbers are given alone, as tables give none. */
export const FEW = 20

export type Compared = {
  /** In the plural: « Les visites des élèves ». */
  sujet: string
  maintenant: number
  avant: number
  /** « septembre 2026 ». */
  mois: string
  /** Days of class of each, when it is by them that the two are compared. */
  jours?: { maintenant: number; avant: number } | null
}

/** Null when there is nothing on either side. */
export const tendance = ({ sujet, maintenant, avant, mois, jours = null }: Compared): Tendance | null => {
  if (maintenant === 0 && avant === 0) return null
  if (avant < FEW) return few({ sujet, maintenant, avant, mois })
  const [now, then] = [maintenant / (jours?.maintenant ?? 1), avant / (jours?.avant ?? 1)]
  const fine = jours !== null && Math.min(now, then) < 100
  const ecrire = (n: number) => (fine ? decimal(n) : entier(n))
  const unit = jours === null ? '' : ' par jour de classe'
  const ratio = now / then - 1
  const sens: Sens = Math.abs(ratio) < STABLE ? 'stable' : now > then ? 'hausse' : 'baisse'
  if (now === then) return { sens, phrase: `${sujet} restent à ${ecrire(now)}${unit}, comme en ${mois}.` }
  const both = `${ecrire(now)}${unit}, contre ${ecrire(then)}`
  if (sens === 'stable')
    return { sens, phrase: `${sujet} varient de ${evolution(ratio)} par rapport à ${mois} : ${both}.` }
  const verb = sens === 'hausse' ? 'augmentent' : 'diminuent'
  return { sens, phrase: `${sujet} ${verb} de ${evolution(Math.abs(ratio)).slice(1)} par rapport à ${mois} : ${both}.` }
}

/** By the two numbers that are said, not by day of class: a fall of theirs is never put under what rises. */
const few = ({ sujet, maintenant, avant, mois }: Compared): Tendance =>
  maintenant === avant
    ? { sens: 'stable', phrase: `${sujet} restent à ${entier(maintenant)}, comme en ${mois}.` }
    : {
        sens: maintenant > avant ? 'hausse' : 'baisse',
        phrase: `${sujet} passent de ${entier(avant)} en ${mois} à ${entier(maintenant)}.`,
      }
