// From a judged marker to its row of the store: the second half of the anonymisation has no field left to drop but `page`.

import { type LocalTime, localTime } from '../schema/clock.ts'
import type { RawMarker, RawRequest } from '../schema/marker.ts'
import { FUSEAUX, type Fuseau } from '../schema/vocabulary.ts'

export const MARKER_COLUMNS =
  'jour,tranche,uai,projet,profil,visiteur,t,age,id,service,appareil,os,navigateur,action,outil,fuseau'

export type NormalisedMarker = LocalTime & { line: string }

/** The row of an accepted marker, as a line of TabSeparated; its fields are codes and numbers, none needs an escape. */
export const normalise = (request: RawRequest, raw: RawMarker, fuseau: Fuseau): NormalisedMarker => {
  const t = request.recu - (raw.age as number)
  const { jour, tranche } = localTime(t, fuseau)
  const { uai, projet, profil, visiteur, appareil, os, navigateur } = request
  const line = `${jour}\t${tranche}\t${uai}\t${projet}\t${profil}\t${visiteur}\t${t}\t${raw.age}\t${raw.id}\t${raw.service}\t${appareil}\t${os}\t${navigateur}\t${raw.action}\t${raw.outil ?? ''}\t${FUSEAUX.indexOf(fuseau) + 1}\n`
  return { jour, tranche, line }
}
