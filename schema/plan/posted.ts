// What is posted to /markers, as one schema made of the shapes of schema/marker.ts, and its JSON Schema 2020-12.
import { z } from 'zod'
import { context, envelope, MAX_MARKERS, marker } from '../marker.ts'

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
  "Un corps conforme n'est refusé pour la forme d'aucun champ. Restent à juger : le projet au registre, la lettre de contrôle de l'UAI et sa présence dans l'annuaire, l'école de test, le robot, le jour purgé. Le collecteur lit aussi ce qui n'est pas conforme : codes en minuscules ou entourés d'espaces, UAI sans son zéro initial, champs vides ou inconnus (retirés), page de plus de 200 caractères (coupée). Les longueurs se comptent comme en JavaScript, en unités UTF-16."

/** `isUaiShaped`, which zod holds as a function and can't write down; a test holds the two together. */
const UAI_PATTERN = '^\\d{7}[A-Z]$'

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

export const postedSchema = (): JsonSchema => {
  const schema = z.toJSONSchema(posted, {
    override: ({ zodSchema, jsonSchema }) => {
      if ((zodSchema as unknown) === context.shape.uai) jsonSchema.pattern = UAI_PATTERN
      if ((zodSchema as unknown) === postedMarker) jsonSchema.allOf = TYPE_OUTIL
    },
  })
  return { title: 'Marqueurs postés à /markers, version 1', description: PORTEE, ...schema } as JsonSchema
}
