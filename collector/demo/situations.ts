// The particular situations put into the demonstration on purpose, so that a reader of the dashboards finds each of them.
// Weeks run from Monday to Sunday and are numbered from 1, the one in which the demonstration starts.
import { uaiLetter } from '../../schema/vocabulary.ts'

const uai = (digits: string): string => digits + uaiLetter(digits)

/** An ENT opened by parents alone: the warning sign of an ENT that no class uses. */
export const ECOLE_DES_PARENTS = uai('0959012')

/** Nothing more comes from it once that week starts. */
export const ECOLE_QUI_SE_TAIT = { uai: uai('0959030'), semaine: 5 }

/** Much used at first, less each week. */
export const ECOLE_EN_DECLIN = uai('0959047')

/** Declared by a projet, and never seen. */
export const ECOLES_JAMAIS_VUES = ['0789036', '0919045', '0929045', '0959020', '0959063'].map(uai)

/** Seen, open and public, but that no projet declares: « hors périmètre ». */
export const ECOLE_HORS_PERIMETRE = { uai: uai('0919070'), projet: 'ENT-MAQUETTE' }

/** More and more used, from a third less than elsewhere to a third more. */
export const DEPARTEMENT_EN_HAUSSE = '092'

/** The only projet that has NOTES, until the service stops with that week. */
export const PROJET_DES_NOTES = { projet: 'ENT78-92', semaine: 6 }

/** The vendor whose marking is faulty. */
export const PROJET_FAUTIF = 'ENT-BROUILLON'

/** A commune that gave its pupils tablets, which they also use out of reach of the network. */
export const PROJET_DES_TABLETTES = 'ENT-MARELLE'

/** Allow-listed by their projet; the letter of the second is wrong, as vendors' made-up codes often are. */
export const ECOLES_DE_TEST = [
  { projet: 'ENT95', uai: uai('0959990') },
  { projet: 'ENT78-92', uai: '0789999A' },
]

/** A watch that logs in every working morning and says what it is. */
export const ROBOT = {
  projet: 'ENT95',
  uai: uai('0959001'),
  userAgent: 'Mozilla/5.0 (compatible; VeilleFictiveBot/1.4; +https://veille.exemple.invalid/robot)',
}
