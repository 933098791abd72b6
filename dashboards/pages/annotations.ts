// What the form that annotates sends: written, corrected or taken back, then the page again; or the form, with what is wrong.
import type { FastifyInstance } from 'fastify'
import type { Store } from '../../schema/store.ts'
import { isFromOwnPage, mayWrite } from '../access.ts'
import { type Annotation, readAnnotation, readAnnotations, removeAnnotation, writeAnnotation } from '../annotation.ts'
import { ANNOTE, type Envoi, type Fait, type Formulaire, lireEnvoi, NOMS, saisieDeChamps } from './annoter.ts'
import { adresse, lireFiltres } from './filtres.ts'

const REFUS = {
  lecture: 'Ces pages sont en lecture seule : « mesure annotation ajouter » annote, sur la machine du moteur.',
  acces: 'Sans secret d’accès, on n’annote que depuis la machine elle-même : donnez un secret dans ACCES.',
  ailleurs: 'Cette demande ne vient pas d’une page de ce serveur : annotez depuis « Usages et pédagogie ».',
  formulaire: 'Cette demande n’est pas celle du formulaire d’annotation.',
  disparue: 'Cette annotation n’existe plus : quelqu’un l’a supprimée.',
}

type Options = {
  /** Undefined where nothing may be written. */
  store: Store | undefined
  access: string
  now: () => number
  written: () => void
  page: (query: unknown, refused: Formulaire, failed: (error: unknown) => void) => Promise<string>
}

export const serveAnnotations = (web: FastifyInstance, { store, access, now, written, page }: Options): void => {
  web.post('/annotations', async (request, reply) => {
    const refuse = (status: number, why: keyof typeof REFUS) =>
      reply.code(status).type('text/plain; charset=utf-8').send(REFUS[why])
    if (store === undefined) return refuse(403, 'lecture')
    if (!mayWrite(request, access)) return refuse(403, 'acces')
    if (!isFromOwnPage(request)) return refuse(403, 'ailleurs')
    const envoi = lireEnvoi(request.body)
    if (envoi === null) return refuse(400, 'formulaire')
    const connue = (await readAnnotations(store)).find(({ id }) => id === envoi.id)
    if (envoi.id !== '0' && connue === undefined) return refuse(404, 'disparue')

    const fait = await write(store, envoi, connue, now())
    if (typeof fait === 'object') {
      const html = await page(request.query, fait, (error) => request.log.error({ err: error }, 'panel failed'))
      return reply.code(422).type('text/html; charset=utf-8').send(html)
    }
    written()
    const demandes = new Set(Object.keys((request.query ?? {}) as object))
    const retour = adresse(ANNOTE, lireFiltres(request.query, now()), demandes)
    return reply.redirect(`${retour}${retour.includes('?') ? '&' : '?'}fait=${fait}#annoter`, 303)
  })
}

const NIVEAU = /\b(academie|departement|commune|etablissement|projet):(?=\w)/g

const write = async (
  store: Store,
  envoi: Envoi,
  connue: Annotation | undefined,
  now: number,
): Promise<Fait | Formulaire> => {
  if (envoi.suppression !== undefined && connue !== undefined) {
    await removeAnnotation(store, connue, now)
    return 'suppression'
  }
  const reading = await readAnnotation(store, saisieDeChamps(envoi), (champ) => NOMS[champ])
  if ('erreurs' in reading) {
    // On the page the level of a territory is not typed.
    const erreurs = Object.entries(reading.erreurs).map(([champ, phrase]) => [champ, phrase.replace(NIVEAU, '')])
    return { id: envoi.id, champs: envoi, erreurs: Object.fromEntries(erreurs), fait: null }
  }
  await writeAnnotation(store, reading.annotation, envoi.id, now)
  return connue === undefined ? 'ajout' : 'correction'
}
