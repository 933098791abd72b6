// The indicators that the pages show: one SQL view each, one question each, always within a scope.
import { z } from 'zod'
import { type Store, select } from '../schema/store.ts'

export const INDICATORS = [
  'visites_semaine_profil',
  'ecoles_semaine',
  'services_semaine',
  'departements_semaine',
  'projets_semaine',
] as const
export type Indicator = (typeof INDICATORS)[number]

/** What a question is about; an empty code stands for all. `semaines`: how many, back from the last one with a visit. */
export const scope = z.strictObject({
  projet: z.string().max(64).default(''),
  code_departement: z.string().max(3).default(''),
  semaines: z.coerce.number().int().min(1).max(520).default(26),
})
export type Scope = z.infer<typeof scope>

const ARGUMENTS = '(projet = {projet:String}, code_departement = {code_departement:String})'
const WEEKS = 'semaine > (SELECT max(semaine) FROM semaine) - 7 * {semaines:UInt16}'

/** Rows in an order that does not change from one call to the next. */
export const readIndicator = (store: Store, indicator: Indicator, scope: Scope) =>
  select<Record<string, unknown>>(store, `SELECT * FROM ${indicator}${ARGUMENTS} WHERE ${WEEKS} ORDER BY ALL`, scope)
