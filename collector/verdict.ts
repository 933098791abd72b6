// What becomes of each marker of a body, told at once to whoever installs the tag: the judge of the processor, on the
// reference data that the engine leaves in a file. It records nothing, and never fails a request that was recorded.
import { statSync } from 'node:fs'
import { localTime } from '../schema/clock.ts'
import { readDirectory } from '../schema/directory.ts'
import {
  context,
  type Directory,
  type Envelope,
  type Judgement,
  judge,
  marker,
  type RawMarker,
  type RawRequest,
} from '../schema/marker.ts'
import { OUTILS_DU_PLAN } from '../schema/plan/codes.ts'
import { conseilOf, meant } from '../schema/plan/conseils.ts'
import type { Fuseau } from '../schema/vocabulary.ts'
import type { Agent } from './agent.ts'
import type { Secrets } from './pseudonym.ts'
import { receive } from './receive.ts'

/** `conseil`: what to change, or what to know of a marker that is accepted; '' when there is nothing to say. */
export type MarkerVerdict = Judgement & { conseil: string; horsPerimetre?: true }

/** Verdicts in the order of the markers posted; a sentence instead as long as there is nothing to judge by. */
export type Verdicts = { verdicts: MarkerVerdict[] } | { erreur: string }

const NOTHING_TO_JUDGE_BY =
  "Marqueurs gardés, mais pas encore jugés : aucune donnée de référence n'a été importée (annuaire, projets)."
const UNREADABLE = 'Marqueurs gardés, mais pas jugés : les données de référence ne se lisent pas sur le collecteur.'

/** `snapshot`: the file that the engine writes; it is read again when it has changed. */
export const openVerdicts = (snapshot: string, secrets: Secrets) => {
  const directoryNow = openSnapshot(snapshot)
  return (body: Envelope, agent: Agent, recu: number): Verdicts => {
    const directory = directoryNow()
    if (typeof directory === 'string') return { erreur: directory }
    const jour = (uai: string, t: number) => localTime(t, directory.ecoles.get(uai)?.fuseau as Fuseau).jour
    // One at a time: a body on both sides of 1 August parts by school year, and its order with it.
    const verdicts = body.markers.map((posted): MarkerVerdict => {
      const [request] = receive({ ...body, markers: [posted] }, agent, recu, secrets).requests as [RawRequest]
      const [raw] = request.markers as [RawMarker]
      const judgement = judge(request, raw, directory, jour)
      const outside = judgement.verdict === 'compte' && isOutside(request, directory)
      const conseil = [
        conseilOf(judgement, request, raw),
        outside ? OUTSIDE : '',
        unknownTool(raw),
        unknownKeys(body, posted),
      ]
        .filter((sentence) => sentence !== '')
        .join(' ')
      return { ...judgement, conseil, ...(outside && { horsPerimetre: true }) }
    })
    return { verdicts }
  }
}

/** The reference data as the file has it now, or the sentence that says why there is none. */
const openSnapshot = (path: string): (() => Directory | string) => {
  let read: { stamp: string; directory: Directory } | undefined
  return () => {
    try {
      const { mtimeMs, ino, size } = statSync(path)
      const stamp = `${mtimeMs} ${ino} ${size}`
      if (read?.stamp !== stamp) {
        const directory = readDirectory(path)
        if (directory === null) return NOTHING_TO_JUDGE_BY
        read = { stamp, directory }
      }
      return read.directory
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? NOTHING_TO_JUDGE_BY : UNREADABLE
    }
  }
}

const OUTSIDE =
  "Compté, mais hors périmètre : le projet n'a pas déclaré cet établissement. Faites-l'y ajouter, ou vérifiez l'UAI."

const isOutside = ({ projet, uai }: RawRequest, { projets }: Directory): boolean =>
  projets.get(projet)?.ecoles.has(uai ?? '') === false

/** Counted all the same, under its own name: but a label of one's own compares with nothing. */
const unknownTool = ({ outil }: RawMarker): string =>
  outil === null || Object.hasOwn(OUTILS_DU_PLAN, outil)
    ? ''
    : `Le libellé d'outil ${outil} n'est pas dans la liste du plan : vérifiez-le, ou proposez-le à la DANE.${meant(outil, Object.keys(OUTILS_DU_PLAN))}`

/** A misspelt optional property is lost without a word; this is the word. Cut: what is posted is not to be echoed whole. */
const unknownKeys = (body: Envelope, posted: Record<string, unknown>): string => {
  const unknown = [
    ...Object.keys(body).filter((name) => !CONTEXT_KEYS.has(name)),
    ...Object.keys(posted).filter((name) => !MARKER_KEYS.has(name)),
  ]
  if (unknown.length === 0) return ''
  const named = unknown.slice(0, 5).map((name) => name.slice(0, 40))
  return `Champs inconnus du plan, retirés : ${named.join(', ')}.`
}
const CONTEXT_KEYS = new Set(['v', 'markers', ...Object.keys(context.shape)])
const MARKER_KEYS = new Set(Object.keys(marker.shape))
