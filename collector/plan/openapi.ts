// The collector's addresses as an OpenAPI 3.1 document. Its schemas are those of zod; a test holds its paths to the routes.
import type { z } from 'zod'
import { context, marker } from '../../schema/marker.ts'
import { EXEMPLES } from '../../schema/plan/exemples.ts'
import { PLAN } from '../../schema/plan/plan.ts'
import { type JsonSchema, posted, postedSchema, propertySchema } from '../../schema/plan/posted.ts'
import { REJETS } from '../../schema/vocabulary.ts'

const json = (schema: JsonSchema) => ({ 'application/json': { schema } })
const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

const RETRY_AFTER = {
  'retry-after': { description: 'Secondes à attendre avant de renvoyer', schema: { type: 'integer' } },
}
const refusal = (description: string, headers = {}) => ({ description, headers, content: json(ref('Erreur')) })

const BODY_REFUSALS = {
  400: refusal("Ce qu'aucun registre ne pourrait tenir : ni JSON, ni objet, `v`, `projet` ou `markers` hors bornes"),
  413: refusal(`Plus de ${PLAN.limites.octetsParRequete} octets`),
  415: refusal('Autre type de contenu que text/plain et application/json'),
}
const WAITS = {
  429: refusal('Le projet envoie trop de marqueurs', RETRY_AFTER),
  503: refusal("Le collecteur ne peut pas écrire ; rien n'est gardé", RETRY_AFTER),
}

const text = (description: string, type: string) => ({
  200: { description, content: { [type]: { schema: { type: 'string' } } } },
})
const data = (description: string) => ({ 200: { description, content: json({ type: 'object' }) } })
const get = (summary: string, responses: object, parameters: object[] = []) => ({
  get: { summary, parameters, responses },
})

/** The fields of a marker and its context as texts of a query. */
const gifParameters = Object.entries({ v: posted.shape.v, ...context.shape, ...marker.shape }).map(
  ([name, schema]: [string, z.ZodType]) => ({
    name,
    in: 'query',
    required: name === 'v' || name === 'projet',
    description: schema.description ?? '',
    schema: propertySchema(schema),
  }),
)

const examples = Object.fromEntries(
  EXEMPLES.map(({ titre, corps }, i) => [`exemple${i + 1}`, { summary: titre, value: corps }]),
)
const content = { schema: ref('Requete'), examples }

export const openapi = {
  openapi: '3.1.0',
  info: {
    title: "Collecteur de la mesure d'audience des ENT",
    version: PLAN.version,
    description: 'Reçoit les marqueurs des ENT. Ce que veut dire chaque champ : /plan.',
    license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
  },
  paths: {
    '/markers': {
      post: {
        summary: 'Reçoit de 1 à 100 marqueurs de la même personne',
        description: PLAN.portee,
        parameters: [
          {
            name: 'verdict',
            in: 'query',
            description: 'Présent, sans valeur : répond aussi le verdict de chaque marqueur. Pour qui installe le tag.',
            allowEmptyValue: true,
            schema: { type: 'string' },
          },
        ],
        requestBody: { required: true, content: { 'text/plain': content, 'application/json': content } },
        responses: {
          202: { description: 'Écrit sur disque', content: json(ref('Reponse')) },
          ...BODY_REFUSALS,
          ...WAITS,
        },
      },
    },
    '/marker.gif': get(
      'Reçoit un marqueur sans script : `id` est à tirer à neuf pour chaque page rendue',
      {
        ...text('Une image transparente ; le marqueur est écrit sur disque', 'image/gif'),
        400: BODY_REFUSALS[400],
        ...WAITS,
      },
      gifParameters,
    ),
    '/tag.js': get('Le tag, version courante', text('Script', 'text/javascript')),
    '/tag.v1.js': get('Le tag de la version 1 : les mêmes octets pour toujours', text('Script', 'text/javascript')),
    '/tag.d.ts': get('Les types du tag', text('Types', 'text/plain')),
    '/verdict.js': get('Le panneau de qui installe le tag', text('Script', 'text/javascript')),
    '/plan': get('Le plan de marquage, pour être lu', text('Page', 'text/html')),
    '/plan.json': get('Le plan de marquage, en données', data('Plan')),
    '/plan.schema.json': get('Le schéma JSON (2020-12) du corps posté', data('Schéma')),
    '/openapi.json': get('Ce document', data('OpenAPI 3.1')),
    '/health': get('Le processus répond', data('En marche')),
    '/ready': get('Le journal écrit', { ...data('Prêt'), 503: WAITS[503] }),
    '/metrics': get('Métriques pour Prometheus', text('Métriques', 'text/plain')),
  },
  components: {
    schemas: {
      Requete: postedSchema(),
      Reponse: {
        type: 'object',
        required: ['received'],
        properties: {
          received: { type: 'integer', description: 'Marqueurs écrits sur disque' },
          verdicts: { type: 'array', items: ref('Verdict'), description: 'Avec ?verdict, dans l’ordre posté' },
          erreur: { type: 'string', description: 'Avec ?verdict : pourquoi les marqueurs gardés ne sont pas jugés' },
        },
      },
      Verdict: {
        type: 'object',
        required: ['verdict', 'champ', 'conseil'],
        properties: {
          verdict: { enum: ['compte', ...REJETS] },
          champ: { type: 'string', description: 'Le champ en cause, pour champ_manquant ; vide sinon' },
          conseil: { type: 'string', description: 'Que changer ; vide quand il n’y a rien à dire' },
          horsPerimetre: { const: true, description: 'Compté, mais le projet n’a pas déclaré l’établissement' },
        },
      },
      Erreur: {
        type: 'object',
        required: ['erreur'],
        properties: { erreur: { type: 'string', description: 'Une phrase, qui dit que faire' } },
      },
    },
  },
}
