// One report, from what a person asked for to what is to be written: the month and the territory checked, the figures read,
// put in sections, and held against what was published before.
import { addDays, parisDay } from '../../schema/clock.ts'
import { Unusable } from '../../schema/folder.ts'
import { type Store, select } from '../../schema/store.ts'
import { definitionsVersion } from '../../schema/views.ts'
import { composeReport } from './compose.ts'
import { type Progress, readFigures, readMonths } from './figures.ts'
import { duMois, nomDuMois } from './french.ts'
import { type Rapport, rapport } from './model.ts'
import { publish, published } from './registry.ts'
import { findTerritory } from './territory.ts'

export type Question = {
  /** `YYYY-MM`. */
  mois: string
  /** As `findTerritory` takes it. */
  territoire: string
  /** That one, as it was published; the latest figures when it is not given. */
  revision?: number
}

/**
 * To be called while nothing changes the store. `keep`: whether a closed month that was
 * not published yet is from now on; whoever only reads must not. Throws `Unusable` with a sentence when there is no such month, no such
 * territory, or nothing to say of them.
 */
export const makeReport = async (
  store: Store,
  { mois, territoire: typed, revision }: Question,
  now: number,
  { keep = true, progress }: { keep?: boolean; progress?: Progress } = {},
): Promise<Rapport> => {
  assertMonth(mois, now)
  const territoire = await findTerritory(store, typed)
  if (revision !== undefined) {
    const kept = await published(store, { niveau: territoire.niveau, code: territoire.code, mois }, revision)
    if (kept === null)
      throw new Unusable(`Il n’y a pas de révision ${revision} publiée ${duMois(mois)}, ${territoire.libelle}.`)
    return kept
  }
  const measured = await readMonths(store, territoire)
  const visited = measured.filter(({ visites }) => visites > 0).map(({ debut }) => debut)
  if (!visited.includes(`${mois}-01`)) throw new Unusable(absent(mois, territoire.libelle, visited))
  const { chiffres } = await readFreshness(store)
  const jusqua = addDays(parisDay(chiffres === null ? now : Date.parse(chiffres)), -1)
  const figures = await readFigures(store, territoire, `${mois}-01`, measured, jusqua, progress)
  const composed = composeReport(figures, {
    chiffres,
    definitions: definitionsVersion(),
    commande: `mesure rapport --mois ${mois} --territoire ${territoire.niveau === 'france' ? 'france' : `${territoire.niveau}:${territoire.code}`}`,
  })
  return publish(store, rapport.parse(composed), now, keep)
}

/** ISO instant before which all that was received is in the figures; last day that is closed. */
export const readFreshness = async (store: Store): Promise<{ chiffres: string | null; joursClos: string | null }> => {
  const [row] = await select<{ chiffres: string | null; clos: string | null }>(
    store,
    "SELECT formatDateTime(complet_jusqua, '%Y-%m-%dT%H:%i:%S.000Z', 'UTC') AS chiffres, jours_clos AS clos FROM fraicheur ORDER BY dit DESC LIMIT 1",
  )
  return { chiffres: row?.chiffres ?? null, joursClos: row?.clos ?? null }
}

const assertMonth = (mois: string, now: number): void => {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(mois)) throw new Unusable('--mois doit être un mois, comme 2026-10.')
  if (mois > parisDay(now).slice(0, 7)) throw new Unusable(`${nomDuMois(mois)} n’a pas commencé : rien n’est écrit.`)
}

const absent = (mois: string, libelle: string, measured: readonly string[]): string => {
  const [first, last] = [measured[0], measured.at(-1)]
  if (first === undefined || last === undefined)
    return `Aucune visite n’est mesurée pour ${libelle} : rien n’est écrit.`
  const extent = first === last ? `en ${nomDuMois(first)} seulement` : `de ${nomDuMois(first)} à ${nomDuMois(last)}`
  return `Aucune visite en ${nomDuMois(mois)} pour ${libelle}, qui en a ${extent} : rien n’est écrit.`
}
