// What is posted to /markers, as one schema made of the shapes of schema/marker.ts, and its JSON Schema 2020-12.
import { z } from 'zod'
import { context, envelope, MAX_MARKERS, marker } from '../marker.ts'

/** `isUaiShaped`, which zod holds as a function and can't write down; a test holds the two together. */
const UAI_PATTERN = '^\\d{7}[A-Z]$'

/** The JSON Schema of one property. */
export const propertySchema = (schema: z.ZodType) => z.toJSONSchema(schema, { override })

const postedMarker = z.strictObject(marker.shape)

/** The form to send. The collector reads more (see `PORTEE`), so this is what to test a tag against, not what it refuses by. */
export const posted = z.strictObject({
  v: envelope.shape.v.describe('Version du plan de marquage'),
  ...context.shape,
  markers: z
    .array(postedMarker)
    .min(1)
    .max(MAX_MARKERS)
    .describe(`De 1 à ${MAX_MARKERS} marqueurs de la même personne`),
})

/** What conforming means, said with the schema wherever it is given. */
export const PORTEE =
  "Un corps conforme n'est refusé pour la forme d'aucun champ. Restent à juger : le projet au registre, la lettre de contrôle de l'UAI et sa présence dans l'annuaire, l'école de test, le robot, le jour purgé. Le collecteur lit aussi ce qui n'est pas conforme : codes en minuscules ou entourés d'espaces, UAI sans son zéro initial, champs facultatifs vides, champs inconnus (retirés). Les longueurs se comptent comme en JavaScript, en unités UTF-16."

/** TIERS if and only if a tool is named. */
const TYPE_OUTIL = [
  {
    if: { properties: { type: { const: 'TIERS' } }, required: ['type'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: { required: ['outil'] },
  },
  {
    if: { properties: { type: { const: 'NATIF' } }, required: ['type'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: { not: { required: ['outil'] } },
  },
]

export type JsonSchema = { [key: string]: unknown }

/** Completes what zod wrote of a schema with what it can't write. */
const override = ({ zodSchema, jsonSchema }: { zodSchema: unknown; jsonSchema: JsonSchema }): void => {
  if (zodSchema === context.shape.uai) jsonSchema.pattern = UAI_PATTERN
  if (zodSchema === postedMarker) jsonSchema.allOf = TYPE_OUTIL
}

export const postedSchema = (): JsonSchema => ({
  title: 'Marqueurs postés à /markers, version 1',
  description: PORTEE,
  ...z.toJSONSchema(posted, { override }),
})
