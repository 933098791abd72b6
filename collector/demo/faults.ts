// The faults of one vendor's marking, each of a kind seen in the field, in about one marker in fifteen.
import { uaiLetter } from '../../schema/vocabulary.ts'
import type { PostedBody } from './posted.ts'
import type { Random } from './random.ts'

const EMPTY_PROFIL = 0.015
const WRONG_LETTER = 0.02
const UNKNOWN_SERVICE = 0.02
const TIERS_WITHOUT_OUTIL = 0.01

/** Its own word for the page of the canteen, in no list. */
const SERVICE_MAISON = 'CANTINE'

const wrongLetter = (uai: string): string => uai.slice(0, 7) + uaiLetter(String(Number(uai.slice(0, 7)) + 1))

const markMarkerBadly = (random: Random, marker: PostedBody['markers'][number]): PostedBody['markers'][number] => {
  // The connector was declared as a page of the ENT: every click on it disagrees.
  if (marker.outil !== undefined) return { ...marker, type: 'NATIF' }
  if (random() < UNKNOWN_SERVICE) return { ...marker, service: SERVICE_MAISON }
  if (random() < TIERS_WITHOUT_OUTIL) return { ...marker, type: 'TIERS' }
  return marker
}

/** The body as that vendor posts it. */
export const markBadly = (random: Random, body: PostedBody): PostedBody => ({
  ...body,
  profil: random() < EMPTY_PROFIL ? '' : body.profil,
  uai: random() < WRONG_LETTER ? wrongLetter(body.uai) : body.uai,
  markers: body.markers.map((marker) => markMarkerBadly(random, marker)),
})
